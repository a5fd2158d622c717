export namespace app {
	
	export class OnOff {
	    name: string;
	    on: boolean;
	
	    static createFrom(source: any = {}) {
	        return new OnOff(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.name = source["name"];
	        this.on = source["on"];
	    }
	}
	export class AccountEdit {
	    reach?: number;
	    follow: OnOff[];
	    mirror: OnOff[];
	
	    static createFrom(source: any = {}) {
	        return new AccountEdit(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.reach = source["reach"];
	        this.follow = this.convertValues(source["follow"], OnOff);
	        this.mirror = this.convertValues(source["mirror"], OnOff);
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class Parked {
	    kind: string;
	    messages: number;
	    why: string;
	    since: number;
	
	    static createFrom(source: any = {}) {
	        return new Parked(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.kind = source["kind"];
	        this.messages = source["messages"];
	        this.why = source["why"];
	        this.since = source["since"];
	    }
	}
	export class FolderState {
	    name: string;
	    role: string;
	    messages: number;
	    synced: number;
	    heads: number;
	    parts: number;
	    missing: number;
	    followed: boolean;
	    lookedAt: number;
	
	    static createFrom(source: any = {}) {
	        return new FolderState(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.name = source["name"];
	        this.role = source["role"];
	        this.messages = source["messages"];
	        this.synced = source["synced"];
	        this.heads = source["heads"];
	        this.parts = source["parts"];
	        this.missing = source["missing"];
	        this.followed = source["followed"];
	        this.lookedAt = source["lookedAt"];
	    }
	}
	export class AccountView {
	    id: string;
	    email: string;
	    state: string;
	    lastSync: number;
	    folders: FolderState[];
	    reach: number;
	    mirror: string[];
	    parked: Parked[];
	
	    static createFrom(source: any = {}) {
	        return new AccountView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.id = source["id"];
	        this.email = source["email"];
	        this.state = source["state"];
	        this.lastSync = source["lastSync"];
	        this.folders = this.convertValues(source["folders"], FolderState);
	        this.reach = source["reach"];
	        this.mirror = source["mirror"];
	        this.parked = this.convertValues(source["parked"], Parked);
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class AddressView {
	    name: string;
	    addr: string;
	
	    static createFrom(source: any = {}) {
	        return new AddressView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.name = source["name"];
	        this.addr = source["addr"];
	    }
	}
	export class AgendaItem {
	    id: string;
	    kind: string;
	    at: number;
	    until: number;
	    ticket: string;
	    number: string;
	    title: string;
	    who: string;
	    action: string;
	    actions: string[];
	    overdue: boolean;
	    joinHost: string;
	    number_: string;
	
	    static createFrom(source: any = {}) {
	        return new AgendaItem(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.id = source["id"];
	        this.kind = source["kind"];
	        this.at = source["at"];
	        this.until = source["until"];
	        this.ticket = source["ticket"];
	        this.number = source["number"];
	        this.title = source["title"];
	        this.who = source["who"];
	        this.action = source["action"];
	        this.actions = source["actions"];
	        this.overdue = source["overdue"];
	        this.joinHost = source["joinHost"];
	        this.number_ = source["number_"];
	    }
	}
	export class Ask {
	    text: string;
	    query: string;
	
	    static createFrom(source: any = {}) {
	        return new Ask(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.text = source["text"];
	        this.query = source["query"];
	    }
	}
	export class AskView {
	    key: string;
	    text: string;
	    open: boolean;
	    at: number;
	
	    static createFrom(source: any = {}) {
	        return new AskView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.key = source["key"];
	        this.text = source["text"];
	        this.open = source["open"];
	        this.at = source["at"];
	    }
	}
	export class Attachment {
	    id: string;
	    name: string;
	    type: string;
	    size: number;
	    inline: boolean;
	    kind: string;
	    risk: string;
	    riskText: string;
	    opens: boolean;
	
	    static createFrom(source: any = {}) {
	        return new Attachment(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.id = source["id"];
	        this.name = source["name"];
	        this.type = source["type"];
	        this.size = source["size"];
	        this.inline = source["inline"];
	        this.kind = source["kind"];
	        this.risk = source["risk"];
	        this.riskText = source["riskText"];
	        this.opens = source["opens"];
	    }
	}
	export class BlankView {
	    n: number;
	    name: string;
	    prompt: string;
	    why: string;
	
	    static createFrom(source: any = {}) {
	        return new BlankView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.n = source["n"];
	        this.name = source["name"];
	        this.prompt = source["prompt"];
	        this.why = source["why"];
	    }
	}
	export class BounceView {
	    action: string;
	    recipient: string;
	    status: string;
	    reason: string;
	    hard: boolean;
	    at: number;
	
	    static createFrom(source: any = {}) {
	        return new BounceView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.action = source["action"];
	        this.recipient = source["recipient"];
	        this.status = source["status"];
	        this.reason = source["reason"];
	        this.hard = source["hard"];
	        this.at = source["at"];
	    }
	}
	export class ChangeView {
	    op: string;
	    by: string;
	    byName: string;
	    at: number;
	    field: string;
	    old: string;
	    new: string;
	    text: string;
	    undone: boolean;
	    canUndo: boolean;
	    cameAt: number;
	    overruled: boolean;
	    overruledBy: string;
	    device: string;
	    unconfirmed: boolean;
	
	    static createFrom(source: any = {}) {
	        return new ChangeView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.op = source["op"];
	        this.by = source["by"];
	        this.byName = source["byName"];
	        this.at = source["at"];
	        this.field = source["field"];
	        this.old = source["old"];
	        this.new = source["new"];
	        this.text = source["text"];
	        this.undone = source["undone"];
	        this.canUndo = source["canUndo"];
	        this.cameAt = source["cameAt"];
	        this.overruled = source["overruled"];
	        this.overruledBy = source["overruledBy"];
	        this.device = source["device"];
	        this.unconfirmed = source["unconfirmed"];
	    }
	}
	export class Evidence {
	    kind: string;
	    ref: string;
	    text: string;
	
	    static createFrom(source: any = {}) {
	        return new Evidence(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.kind = source["kind"];
	        this.ref = source["ref"];
	        this.text = source["text"];
	    }
	}
	export class ChecklistLine {
	    id: string;
	    text: string;
	    state: string;
	    by: string;
	    required: boolean;
	    why: string;
	    evidence?: Evidence;
	    byHand: boolean;
	
	    static createFrom(source: any = {}) {
	        return new ChecklistLine(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.id = source["id"];
	        this.text = source["text"];
	        this.state = source["state"];
	        this.by = source["by"];
	        this.required = source["required"];
	        this.why = source["why"];
	        this.evidence = this.convertValues(source["evidence"], Evidence);
	        this.byHand = source["byHand"];
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class Label {
	    id: string;
	    label: string;
	
	    static createFrom(source: any = {}) {
	        return new Label(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.id = source["id"];
	        this.label = source["label"];
	    }
	}
	export class HandOff {
	    inquiry: string;
	    done: string;
	    remaining: string;
	
	    static createFrom(source: any = {}) {
	        return new HandOff(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.inquiry = source["inquiry"];
	        this.done = source["done"];
	        this.remaining = source["remaining"];
	    }
	}
	export class Row {
	    id: string;
	    number: string;
	    subject: string;
	    channel: string;
	    contactName: string;
	    companyName: string;
	    snippet: string;
	    status: string;
	    statusLabel: string;
	    priority: string;
	    owner: string;
	    unread: boolean;
	    at: number;
	    lastCustomerAt: number;
	    waitsSince: number;
	    snoozedUntil: number;
	    snoozeReason: string;
	    snoozeReply: boolean;
	    back: string;
	    tags: string[];
	    history: boolean;
	    machine: boolean;
	    slaDue: number;
	    slaBreached: boolean;
	    messages: number;
	    draft: string;
	    outbox: string;
	    bounce?: BounceView;
	    waits: number;
	
	    static createFrom(source: any = {}) {
	        return new Row(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.id = source["id"];
	        this.number = source["number"];
	        this.subject = source["subject"];
	        this.channel = source["channel"];
	        this.contactName = source["contactName"];
	        this.companyName = source["companyName"];
	        this.snippet = source["snippet"];
	        this.status = source["status"];
	        this.statusLabel = source["statusLabel"];
	        this.priority = source["priority"];
	        this.owner = source["owner"];
	        this.unread = source["unread"];
	        this.at = source["at"];
	        this.lastCustomerAt = source["lastCustomerAt"];
	        this.waitsSince = source["waitsSince"];
	        this.snoozedUntil = source["snoozedUntil"];
	        this.snoozeReason = source["snoozeReason"];
	        this.snoozeReply = source["snoozeReply"];
	        this.back = source["back"];
	        this.tags = source["tags"];
	        this.history = source["history"];
	        this.machine = source["machine"];
	        this.slaDue = source["slaDue"];
	        this.slaBreached = source["slaBreached"];
	        this.messages = source["messages"];
	        this.draft = source["draft"];
	        this.outbox = source["outbox"];
	        this.bounce = this.convertValues(source["bounce"], BounceView);
	        this.waits = source["waits"];
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class CloseView {
	    ticket: Row;
	    lines: ChecklistLine[];
	    handOff: HandOff;
	    attempts: number[];
	    attemptsNeeded: number;
	    noAnswerReasons: Label[];
	    canResolve: boolean;
	    canClose: boolean;
	    areaTags: string[];
	
	    static createFrom(source: any = {}) {
	        return new CloseView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.ticket = this.convertValues(source["ticket"], Row);
	        this.lines = this.convertValues(source["lines"], ChecklistLine);
	        this.handOff = this.convertValues(source["handOff"], HandOff);
	        this.attempts = source["attempts"];
	        this.attemptsNeeded = source["attemptsNeeded"];
	        this.noAnswerReasons = this.convertValues(source["noAnswerReasons"], Label);
	        this.canResolve = source["canResolve"];
	        this.canClose = source["canClose"];
	        this.areaTags = source["areaTags"];
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class ComingDay {
	    day: number;
	    text: string;
	
	    static createFrom(source: any = {}) {
	        return new ComingDay(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.day = source["day"];
	        this.text = source["text"];
	    }
	}
	export class CompanyField {
	    id: string;
	    label: string;
	    value: string;
	    byHand: boolean;
	
	    static createFrom(source: any = {}) {
	        return new CompanyField(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.id = source["id"];
	        this.label = source["label"];
	        this.value = source["value"];
	        this.byHand = source["byHand"];
	    }
	}
	export class Company {
	    name: string;
	    plan: string;
	    churnRisk: string;
	    fields: CompanyField[];
	
	    static createFrom(source: any = {}) {
	        return new Company(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.name = source["name"];
	        this.plan = source["plan"];
	        this.churnRisk = source["churnRisk"];
	        this.fields = this.convertValues(source["fields"], CompanyField);
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	
	export class ConnectForm {
	    email: string;
	    password: string;
	    user: string;
	    imapHost: string;
	    imapPort: number;
	    imapSecurity: string;
	    smtpHost: string;
	    smtpPort: number;
	    smtpSecurity: string;
	    agent: string;
	    displayName: string;
	    openDays: number;
	    reach: number;
	    passphrase: string;
	
	    static createFrom(source: any = {}) {
	        return new ConnectForm(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.email = source["email"];
	        this.password = source["password"];
	        this.user = source["user"];
	        this.imapHost = source["imapHost"];
	        this.imapPort = source["imapPort"];
	        this.imapSecurity = source["imapSecurity"];
	        this.smtpHost = source["smtpHost"];
	        this.smtpPort = source["smtpPort"];
	        this.smtpSecurity = source["smtpSecurity"];
	        this.agent = source["agent"];
	        this.displayName = source["displayName"];
	        this.openDays = source["openDays"];
	        this.reach = source["reach"];
	        this.passphrase = source["passphrase"];
	    }
	}
	export class ConnectResult {
	    ok: boolean;
	    text: string;
	    code: string;
	    hint: string;
	    field: string;
	    account?: AccountView;
	
	    static createFrom(source: any = {}) {
	        return new ConnectResult(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.ok = source["ok"];
	        this.text = source["text"];
	        this.code = source["code"];
	        this.hint = source["hint"];
	        this.field = source["field"];
	        this.account = this.convertValues(source["account"], AccountView);
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class Contact {
	    name: string;
	    email: string;
	    phones: string[];
	    zone: string;
	    offsetMinutes: number;
	    knowsOffset: boolean;
	    language: string;
	
	    static createFrom(source: any = {}) {
	        return new Contact(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.name = source["name"];
	        this.email = source["email"];
	        this.phones = source["phones"];
	        this.zone = source["zone"];
	        this.offsetMinutes = source["offsetMinutes"];
	        this.knowsOffset = source["knowsOffset"];
	        this.language = source["language"];
	    }
	}
	export class CrewDevice {
	    id: string;
	    agent: string;
	    name: string;
	    machine: string;
	    me: boolean;
	    admin: boolean;
	    confirmed: boolean;
	    revoked: boolean;
	    recovery: boolean;
	    lastSeen: number;
	
	    static createFrom(source: any = {}) {
	        return new CrewDevice(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.id = source["id"];
	        this.agent = source["agent"];
	        this.name = source["name"];
	        this.machine = source["machine"];
	        this.me = source["me"];
	        this.admin = source["admin"];
	        this.confirmed = source["confirmed"];
	        this.revoked = source["revoked"];
	        this.recovery = source["recovery"];
	        this.lastSeen = source["lastSeen"];
	    }
	}
	export class CrewHealth {
	    waiting: number;
	    parked: number;
	    held: number;
	    orphans: number;
	    quarantined: number;
	    unread: number;
	    lastPull: number;
	    clock: number;
	
	    static createFrom(source: any = {}) {
	        return new CrewHealth(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.waiting = source["waiting"];
	        this.parked = source["parked"];
	        this.held = source["held"];
	        this.orphans = source["orphans"];
	        this.quarantined = source["quarantined"];
	        this.unread = source["unread"];
	        this.lastPull = source["lastPull"];
	        this.clock = source["clock"];
	    }
	}
	export class CrewMember {
	    id: string;
	    name: string;
	    me: boolean;
	    left: boolean;
	    admin: boolean;
	    devices: number;
	
	    static createFrom(source: any = {}) {
	        return new CrewMember(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.id = source["id"];
	        this.name = source["name"];
	        this.me = source["me"];
	        this.left = source["left"];
	        this.admin = source["admin"];
	        this.devices = source["devices"];
	    }
	}
	export class InvitationView {
	    id: string;
	    agent: string;
	    name: string;
	    code: string;
	    expires: number;
	    expired: boolean;
	
	    static createFrom(source: any = {}) {
	        return new InvitationView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.id = source["id"];
	        this.agent = source["agent"];
	        this.name = source["name"];
	        this.code = source["code"];
	        this.expires = source["expires"];
	        this.expired = source["expired"];
	    }
	}
	export class JoinRequest {
	    device: string;
	    agent: string;
	    name: string;
	    machine: string;
	    digits: string;
	    at: number;
	    mine: boolean;
	    doubt: string;
	
	    static createFrom(source: any = {}) {
	        return new JoinRequest(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.device = source["device"];
	        this.agent = source["agent"];
	        this.name = source["name"];
	        this.machine = source["machine"];
	        this.digits = source["digits"];
	        this.at = source["at"];
	        this.mine = source["mine"];
	        this.doubt = source["doubt"];
	    }
	}
	export class TransportView {
	    kind: string;
	    account: string;
	    folder: string;
	    limited: string;
	
	    static createFrom(source: any = {}) {
	        return new TransportView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.kind = source["kind"];
	        this.account = source["account"];
	        this.folder = source["folder"];
	        this.limited = source["limited"];
	    }
	}
	export class CrewView {
	    id: string;
	    name: string;
	    agent: string;
	    device: string;
	    admin: boolean;
	    confirmed: boolean;
	    digits: string;
	    revoked: boolean;
	    encrypted: boolean;
	    transport: TransportView;
	    members: CrewMember[];
	    devices: CrewDevice[];
	    waiting: JoinRequest[];
	    invitations: InvitationView[];
	    invitable: CrewMember[];
	
	    static createFrom(source: any = {}) {
	        return new CrewView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.id = source["id"];
	        this.name = source["name"];
	        this.agent = source["agent"];
	        this.device = source["device"];
	        this.admin = source["admin"];
	        this.confirmed = source["confirmed"];
	        this.digits = source["digits"];
	        this.revoked = source["revoked"];
	        this.encrypted = source["encrypted"];
	        this.transport = this.convertValues(source["transport"], TransportView);
	        this.members = this.convertValues(source["members"], CrewMember);
	        this.devices = this.convertValues(source["devices"], CrewDevice);
	        this.waiting = this.convertValues(source["waiting"], JoinRequest);
	        this.invitations = this.convertValues(source["invitations"], InvitationView);
	        this.invitable = this.convertValues(source["invitable"], CrewMember);
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class DiffLine {
	    sign: string;
	    text: string;
	
	    static createFrom(source: any = {}) {
	        return new DiffLine(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.sign = source["sign"];
	        this.text = source["text"];
	    }
	}
	export class Done {
	    op: string;
	    text: string;
	    undo: boolean;
	    mail: string;
	    undoUntil: number;
	
	    static createFrom(source: any = {}) {
	        return new Done(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.op = source["op"];
	        this.text = source["text"];
	        this.undo = source["undo"];
	        this.mail = source["mail"];
	        this.undoUntil = source["undoUntil"];
	    }
	}
	export class DraftSave {
	    id: string;
	    kind: string;
	    from: string;
	    to: string;
	    cc: string;
	    subject: string;
	    html: string;
	    quoted: boolean;
	    saved: string[];
	    base: string;
	
	    static createFrom(source: any = {}) {
	        return new DraftSave(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.id = source["id"];
	        this.kind = source["kind"];
	        this.from = source["from"];
	        this.to = source["to"];
	        this.cc = source["cc"];
	        this.subject = source["subject"];
	        this.html = source["html"];
	        this.quoted = source["quoted"];
	        this.saved = source["saved"];
	        this.base = source["base"];
	    }
	}
	export class OtherView {
	    id: string;
	    html: string;
	    notice: string;
	    savedAt: number;
	
	    static createFrom(source: any = {}) {
	        return new OtherView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.id = source["id"];
	        this.html = source["html"];
	        this.notice = source["notice"];
	        this.savedAt = source["savedAt"];
	    }
	}
	export class DraftSaved {
	    id: string;
	    savedAt: number;
	    outside: number;
	    badTo: string;
	    badCc: string;
	    base: string;
	    other?: OtherView;
	
	    static createFrom(source: any = {}) {
	        return new DraftSaved(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.id = source["id"];
	        this.savedAt = source["savedAt"];
	        this.outside = source["outside"];
	        this.badTo = source["badTo"];
	        this.badCc = source["badCc"];
	        this.base = source["base"];
	        this.other = this.convertValues(source["other"], OtherView);
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class RecipientView {
	    addr: string;
	    taken: boolean;
	    code: number;
	    words: string;
	
	    static createFrom(source: any = {}) {
	        return new RecipientView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.addr = source["addr"];
	        this.taken = source["taken"];
	        this.code = source["code"];
	        this.words = source["words"];
	    }
	}
	export class MailView {
	    id: string;
	    ticket: string;
	    number: string;
	    subject: string;
	    to: string[];
	    who: string;
	    snippet: string;
	    state: string;
	    reason: string;
	    words: string;
	    tries: number;
	    nextTry: number;
	    undoUntil: number;
	    queuedAt: number;
	    changedAt: number;
	    size: number;
	    actions: string[];
	    recipients: RecipientView[];
	    resolves: boolean;
	
	    static createFrom(source: any = {}) {
	        return new MailView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.id = source["id"];
	        this.ticket = source["ticket"];
	        this.number = source["number"];
	        this.subject = source["subject"];
	        this.to = source["to"];
	        this.who = source["who"];
	        this.snippet = source["snippet"];
	        this.state = source["state"];
	        this.reason = source["reason"];
	        this.words = source["words"];
	        this.tries = source["tries"];
	        this.nextTry = source["nextTry"];
	        this.undoUntil = source["undoUntil"];
	        this.queuedAt = source["queuedAt"];
	        this.changedAt = source["changedAt"];
	        this.size = source["size"];
	        this.actions = source["actions"];
	        this.recipients = this.convertValues(source["recipients"], RecipientView);
	        this.resolves = source["resolves"];
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class InviteAnswer {
	    who: string;
	    answer: string;
	
	    static createFrom(source: any = {}) {
	        return new InviteAnswer(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.who = source["who"];
	        this.answer = source["answer"];
	    }
	}
	export class InviteView {
	    title: string;
	    start: number;
	    end: number;
	    allDay: boolean;
	    timeZone: string;
	    repeats: string;
	    next: number;
	    location: string;
	    joinHost: string;
	    organizer: string;
	    method: string;
	    cancelled: boolean;
	    answers: InviteAnswer[];
	    proposal: string;
	    taken: boolean;
	    problems: string[];
	
	    static createFrom(source: any = {}) {
	        return new InviteView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.title = source["title"];
	        this.start = source["start"];
	        this.end = source["end"];
	        this.allDay = source["allDay"];
	        this.timeZone = source["timeZone"];
	        this.repeats = source["repeats"];
	        this.next = source["next"];
	        this.location = source["location"];
	        this.joinHost = source["joinHost"];
	        this.organizer = source["organizer"];
	        this.method = source["method"];
	        this.cancelled = source["cancelled"];
	        this.answers = this.convertValues(source["answers"], InviteAnswer);
	        this.proposal = source["proposal"];
	        this.taken = source["taken"];
	        this.problems = source["problems"];
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class SenderWarning {
	    kind: string;
	    text: string;
	
	    static createFrom(source: any = {}) {
	        return new SenderWarning(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.kind = source["kind"];
	        this.text = source["text"];
	    }
	}
	export class SenderView {
	    auth: string;
	    warnings: SenderWarning[];
	
	    static createFrom(source: any = {}) {
	        return new SenderView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.auth = source["auth"];
	        this.warnings = this.convertValues(source["warnings"], SenderWarning);
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class LinkView {
	    n: number;
	    text: string;
	    host: string;
	    warning: string;
	
	    static createFrom(source: any = {}) {
	        return new LinkView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.n = source["n"];
	        this.text = source["text"];
	        this.host = source["host"];
	        this.warning = source["warning"];
	    }
	}
	export class EntryView {
	    id: string;
	    key: string;
	    kind: string;
	    direction: string;
	    fromName: string;
	    fromAddr: string;
	    to: string[];
	    cc: string[];
	    at: number;
	    date: number;
	    text: string;
	    visibleText: string;
	    quotedText: string;
	    quotedHeld: boolean;
	    runs: number[];
	    hasHtml: boolean;
	    frameUrl: string;
	    remoteBlocked: number;
	    machine: string;
	    attachments: Attachment[];
	    links: LinkView[];
	    problems: string[];
	    by: string;
	    byName: string;
	    noteKind: string;
	    mentions: string[];
	    read: boolean;
	    eventText: string;
	    op: string;
	    sender?: SenderView;
	    newHere: boolean;
	    bounce?: BounceView;
	    secure: string;
	    secureWhy: string;
	    invite?: InviteView;
	    outbox?: MailView;
	    extent: string;
	    size: number;
	    wanted: boolean;
	    elsewhere: boolean;
	
	    static createFrom(source: any = {}) {
	        return new EntryView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.id = source["id"];
	        this.key = source["key"];
	        this.kind = source["kind"];
	        this.direction = source["direction"];
	        this.fromName = source["fromName"];
	        this.fromAddr = source["fromAddr"];
	        this.to = source["to"];
	        this.cc = source["cc"];
	        this.at = source["at"];
	        this.date = source["date"];
	        this.text = source["text"];
	        this.visibleText = source["visibleText"];
	        this.quotedText = source["quotedText"];
	        this.quotedHeld = source["quotedHeld"];
	        this.runs = source["runs"];
	        this.hasHtml = source["hasHtml"];
	        this.frameUrl = source["frameUrl"];
	        this.remoteBlocked = source["remoteBlocked"];
	        this.machine = source["machine"];
	        this.attachments = this.convertValues(source["attachments"], Attachment);
	        this.links = this.convertValues(source["links"], LinkView);
	        this.problems = source["problems"];
	        this.by = source["by"];
	        this.byName = source["byName"];
	        this.noteKind = source["noteKind"];
	        this.mentions = source["mentions"];
	        this.read = source["read"];
	        this.eventText = source["eventText"];
	        this.op = source["op"];
	        this.sender = this.convertValues(source["sender"], SenderView);
	        this.newHere = source["newHere"];
	        this.bounce = this.convertValues(source["bounce"], BounceView);
	        this.secure = source["secure"];
	        this.secureWhy = source["secureWhy"];
	        this.invite = this.convertValues(source["invite"], InviteView);
	        this.outbox = this.convertValues(source["outbox"], MailView);
	        this.extent = source["extent"];
	        this.size = source["size"];
	        this.wanted = source["wanted"];
	        this.elsewhere = source["elsewhere"];
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class NewsView {
	    text: string;
	    entries: EntryView[];
	
	    static createFrom(source: any = {}) {
	        return new NewsView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.text = source["text"];
	        this.entries = this.convertValues(source["entries"], EntryView);
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class FileView {
	    id: string;
	    name: string;
	    type: string;
	    size: number;
	    inline: boolean;
	    url: string;
	    cid: string;
	    along: boolean;
	
	    static createFrom(source: any = {}) {
	        return new FileView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.id = source["id"];
	        this.name = source["name"];
	        this.type = source["type"];
	        this.size = source["size"];
	        this.inline = source["inline"];
	        this.url = source["url"];
	        this.cid = source["cid"];
	        this.along = source["along"];
	    }
	}
	export class QuoteView {
	    key: string;
	    head: string;
	    lines: number;
	    frameUrl: string;
	    text: string;
	
	    static createFrom(source: any = {}) {
	        return new QuoteView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.key = source["key"];
	        this.head = source["head"];
	        this.lines = source["lines"];
	        this.frameUrl = source["frameUrl"];
	        this.text = source["text"];
	    }
	}
	export class DraftView {
	    id: string;
	    ticket: string;
	    kind: string;
	    from: string;
	    froms: string[];
	    to: string;
	    cc: string;
	    subject: string;
	    html: string;
	    quote?: QuoteView;
	    quoted: boolean;
	    files: FileView[];
	    outside: number;
	    left: AddressView[];
	    notice: string;
	    news?: NewsView;
	    other?: OtherView;
	    base: string;
	    savedAt: number;
	    blank: boolean;
	
	    static createFrom(source: any = {}) {
	        return new DraftView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.id = source["id"];
	        this.ticket = source["ticket"];
	        this.kind = source["kind"];
	        this.from = source["from"];
	        this.froms = source["froms"];
	        this.to = source["to"];
	        this.cc = source["cc"];
	        this.subject = source["subject"];
	        this.html = source["html"];
	        this.quote = this.convertValues(source["quote"], QuoteView);
	        this.quoted = source["quoted"];
	        this.files = this.convertValues(source["files"], FileView);
	        this.outside = source["outside"];
	        this.left = this.convertValues(source["left"], AddressView);
	        this.notice = source["notice"];
	        this.news = this.convertValues(source["news"], NewsView);
	        this.other = this.convertValues(source["other"], OtherView);
	        this.base = source["base"];
	        this.savedAt = source["savedAt"];
	        this.blank = source["blank"];
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	
	
	export class FileVersion {
	    id: string;
	    path: string;
	    agent: string;
	    name: string;
	    device: string;
	    madeAt: number;
	    cameAt: number;
	    size: number;
	    stands: boolean;
	    deleted: boolean;
	    overrule: string;
	    proposal: boolean;
	    missing: boolean;
	
	    static createFrom(source: any = {}) {
	        return new FileVersion(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.id = source["id"];
	        this.path = source["path"];
	        this.agent = source["agent"];
	        this.name = source["name"];
	        this.device = source["device"];
	        this.madeAt = source["madeAt"];
	        this.cameAt = source["cameAt"];
	        this.size = source["size"];
	        this.stands = source["stands"];
	        this.deleted = source["deleted"];
	        this.overrule = source["overrule"];
	        this.proposal = source["proposal"];
	        this.missing = source["missing"];
	    }
	}
	export class FileConflict {
	    lost: FileVersion;
	    stands: FileVersion;
	    path: string;
	    beside: string;
	
	    static createFrom(source: any = {}) {
	        return new FileConflict(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.lost = this.convertValues(source["lost"], FileVersion);
	        this.stands = this.convertValues(source["stands"], FileVersion);
	        this.path = source["path"];
	        this.beside = source["beside"];
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class FileDone {
	    op: string;
	    text: string;
	    undo: boolean;
	    ask: string;
	    mail: string;
	    undoUntil: number;
	
	    static createFrom(source: any = {}) {
	        return new FileDone(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.op = source["op"];
	        this.text = source["text"];
	        this.undo = source["undo"];
	        this.ask = source["ask"];
	        this.mail = source["mail"];
	        this.undoUntil = source["undoUntil"];
	    }
	}
	export class FileFight {
	    path: string;
	    names: string[];
	    since: number;
	    flips: number;
	    choices: FileVersion[];
	
	    static createFrom(source: any = {}) {
	        return new FileFight(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.path = source["path"];
	        this.names = source["names"];
	        this.since = source["since"];
	        this.flips = source["flips"];
	        this.choices = this.convertValues(source["choices"], FileVersion);
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class FileProposal {
	    id: string;
	    path: string;
	    agent: string;
	    name: string;
	    madeAt: number;
	    size: number;
	    mine: boolean;
	    diff: DiffLine[];
	    wrong: string;
	
	    static createFrom(source: any = {}) {
	        return new FileProposal(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.id = source["id"];
	        this.path = source["path"];
	        this.agent = source["agent"];
	        this.name = source["name"];
	        this.madeAt = source["madeAt"];
	        this.size = source["size"];
	        this.mine = source["mine"];
	        this.diff = this.convertValues(source["diff"], DiffLine);
	        this.wrong = source["wrong"];
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class FileShown {
	    version: FileVersion;
	    text: string;
	    diff: DiffLine[];
	    stood: DiffLine[];
	    binary: boolean;
	    wrong: string;
	
	    static createFrom(source: any = {}) {
	        return new FileShown(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.version = this.convertValues(source["version"], FileVersion);
	        this.text = source["text"];
	        this.diff = this.convertValues(source["diff"], DiffLine);
	        this.stood = this.convertValues(source["stood"], DiffLine);
	        this.binary = source["binary"];
	        this.wrong = source["wrong"];
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	
	
	
	
	
	
	export class InvitePreview {
	    team: string;
	    agent: string;
	    name: string;
	    inviter: string;
	    address: string;
	    imap: string;
	    smtp: string;
	    kind: string;
	    folderName: string;
	    signedIn: boolean;
	    known: boolean;
	
	    static createFrom(source: any = {}) {
	        return new InvitePreview(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.team = source["team"];
	        this.agent = source["agent"];
	        this.name = source["name"];
	        this.inviter = source["inviter"];
	        this.address = source["address"];
	        this.imap = source["imap"];
	        this.smtp = source["smtp"];
	        this.kind = source["kind"];
	        this.folderName = source["folderName"];
	        this.signedIn = source["signedIn"];
	        this.known = source["known"];
	    }
	}
	
	export class JoinForm {
	    code: string;
	    password: string;
	    machine: string;
	    passphrase: string;
	    agent: string;
	    name: string;
	
	    static createFrom(source: any = {}) {
	        return new JoinForm(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.code = source["code"];
	        this.password = source["password"];
	        this.machine = source["machine"];
	        this.passphrase = source["passphrase"];
	        this.agent = source["agent"];
	        this.name = source["name"];
	    }
	}
	
	export class JoinResult {
	    ok: boolean;
	    text: string;
	    hint: string;
	    field: string;
	    team: string;
	    agent: string;
	    digits: string;
	    confirmed: boolean;
	    later: string;
	
	    static createFrom(source: any = {}) {
	        return new JoinResult(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.ok = source["ok"];
	        this.text = source["text"];
	        this.hint = source["hint"];
	        this.field = source["field"];
	        this.team = source["team"];
	        this.agent = source["agent"];
	        this.digits = source["digits"];
	        this.confirmed = source["confirmed"];
	        this.later = source["later"];
	    }
	}
	
	export class LeaveDone {
	    name: string;
	    devices: string[];
	    theirs: number;
	    to: string;
	    op: string;
	    advice: string[];
	
	    static createFrom(source: any = {}) {
	        return new LeaveDone(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.name = source["name"];
	        this.devices = source["devices"];
	        this.theirs = source["theirs"];
	        this.to = source["to"];
	        this.op = source["op"];
	        this.advice = source["advice"];
	    }
	}
	export class LinkOpened {
	    ok: boolean;
	    ask: string;
	    refused: string;
	    ticket: string;
	    text: string;
	
	    static createFrom(source: any = {}) {
	        return new LinkOpened(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.ok = source["ok"];
	        this.ask = source["ask"];
	        this.refused = source["refused"];
	        this.ticket = source["ticket"];
	        this.text = source["text"];
	    }
	}
	
	export class LossView {
	    team: string;
	    why: string;
	    count: number;
	    lines: string[];
	
	    static createFrom(source: any = {}) {
	        return new LossView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.team = source["team"];
	        this.why = source["why"];
	        this.count = source["count"];
	        this.lines = source["lines"];
	    }
	}
	export class LostView {
	    field: string;
	    mine: string;
	    mineId: string;
	    theirs: string;
	    by: string;
	    byName: string;
	    at: number;
	
	    static createFrom(source: any = {}) {
	        return new LostView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.field = source["field"];
	        this.mine = source["mine"];
	        this.mineId = source["mineId"];
	        this.theirs = source["theirs"];
	        this.by = source["by"];
	        this.byName = source["byName"];
	        this.at = source["at"];
	    }
	}
	export class MailDetail {
	    mail: MailView;
	    from: string;
	    html: boolean;
	    frameUrl: string;
	    text: string;
	    files: FileView[];
	    since: EntryView[];
	    before: EntryView[];
	
	    static createFrom(source: any = {}) {
	        return new MailDetail(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.mail = this.convertValues(source["mail"], MailView);
	        this.from = source["from"];
	        this.html = source["html"];
	        this.frameUrl = source["frameUrl"];
	        this.text = source["text"];
	        this.files = this.convertValues(source["files"], FileView);
	        this.since = this.convertValues(source["since"], EntryView);
	        this.before = this.convertValues(source["before"], EntryView);
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class MailDraft {
	    id: string;
	    kind: string;
	    snippet: string;
	    updatedAt: number;
	
	    static createFrom(source: any = {}) {
	        return new MailDraft(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.id = source["id"];
	        this.kind = source["kind"];
	        this.snippet = source["snippet"];
	        this.updatedAt = source["updatedAt"];
	    }
	}
	
	export class Member {
	    id: string;
	    name: string;
	
	    static createFrom(source: any = {}) {
	        return new Member(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.id = source["id"];
	        this.name = source["name"];
	    }
	}
	export class NewDone {
	    op: string;
	    text: string;
	    undo: boolean;
	    ticket: string;
	    mail: string;
	    undoUntil: number;
	
	    static createFrom(source: any = {}) {
	        return new NewDone(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.op = source["op"];
	        this.text = source["text"];
	        this.undo = source["undo"];
	        this.ticket = source["ticket"];
	        this.mail = source["mail"];
	        this.undoUntil = source["undoUntil"];
	    }
	}
	
	export class NoteDraft {
	    text: string;
	    kind: string;
	
	    static createFrom(source: any = {}) {
	        return new NoteDraft(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.text = source["text"];
	        this.kind = source["kind"];
	    }
	}
	export class OlderFound {
	    asked: number;
	    found: number;
	
	    static createFrom(source: any = {}) {
	        return new OlderFound(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.asked = source["asked"];
	        this.found = source["found"];
	    }
	}
	
	
	export class OutboxDone {
	    op: string;
	    text: string;
	    undo: boolean;
	    mail: string;
	    undoUntil: number;
	    draft: string;
	    ticket: string;
	
	    static createFrom(source: any = {}) {
	        return new OutboxDone(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.op = source["op"];
	        this.text = source["text"];
	        this.undo = source["undo"];
	        this.mail = source["mail"];
	        this.undoUntil = source["undoUntil"];
	        this.draft = source["draft"];
	        this.ticket = source["ticket"];
	    }
	}
	export class OutboxState {
	    waiting: number;
	    sending: number;
	    sent: number;
	    held: number;
	    unsure: number;
	    some: number;
	
	    static createFrom(source: any = {}) {
	        return new OutboxState(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.waiting = source["waiting"];
	        this.sending = source["sending"];
	        this.sent = source["sent"];
	        this.held = source["held"];
	        this.unsure = source["unsure"];
	        this.some = source["some"];
	    }
	}
	export class OwnedView {
	    kind: string;
	    id: string;
	    ticket: string;
	    number: string;
	    title: string;
	    at: number;
	
	    static createFrom(source: any = {}) {
	        return new OwnedView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.kind = source["kind"];
	        this.id = source["id"];
	        this.ticket = source["ticket"];
	        this.number = source["number"];
	        this.title = source["title"];
	        this.at = source["at"];
	    }
	}
	export class Page {
	    rows: Row[];
	    next: string;
	    total: number;
	
	    static createFrom(source: any = {}) {
	        return new Page(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.rows = this.convertValues(source["rows"], Row);
	        this.next = source["next"];
	        this.total = source["total"];
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	
	export class Priority {
	    id: string;
	    label: string;
	    help: string;
	
	    static createFrom(source: any = {}) {
	        return new Priority(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.id = source["id"];
	        this.label = source["label"];
	        this.help = source["help"];
	    }
	}
	export class Problem {
	    code: string;
	    message: string;
	    hint: string;
	    since: number;
	    file: string;
	    line: number;
	    action: string;
	
	    static createFrom(source: any = {}) {
	        return new Problem(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.code = source["code"];
	        this.message = source["message"];
	        this.hint = source["hint"];
	        this.since = source["since"];
	        this.file = source["file"];
	        this.line = source["line"];
	        this.action = source["action"];
	    }
	}
	export class Progress {
	    done: number;
	    total: number;
	    next: string;
	
	    static createFrom(source: any = {}) {
	        return new Progress(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.done = source["done"];
	        this.total = source["total"];
	        this.next = source["next"];
	    }
	}
	export class QueueInfo {
	    name: string;
	    label: string;
	    count: number;
	    unread: number;
	
	    static createFrom(source: any = {}) {
	        return new QueueInfo(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.name = source["name"];
	        this.label = source["label"];
	        this.count = source["count"];
	        this.unread = source["unread"];
	    }
	}
	export class Quiet {
	    kind: string;
	    text: string;
	    action: string;
	    query: string;
	    count: number;
	
	    static createFrom(source: any = {}) {
	        return new Quiet(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.kind = source["kind"];
	        this.text = source["text"];
	        this.action = source["action"];
	        this.query = source["query"];
	        this.count = source["count"];
	    }
	}
	export class QuitInfo {
	    text: string;
	
	    static createFrom(source: any = {}) {
	        return new QuitInfo(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.text = source["text"];
	    }
	}
	
	export class ReachChoice {
	    reach: number;
	    messages: number;
	    whole: number;
	    bytes: number;
	    disk: number;
	
	    static createFrom(source: any = {}) {
	        return new ReachChoice(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.reach = source["reach"];
	        this.messages = source["messages"];
	        this.whole = source["whole"];
	        this.bytes = source["bytes"];
	        this.disk = source["disk"];
	    }
	}
	
	export class RecoverySheet {
	    name: string;
	    address: string;
	    made: number;
	    lines: string[];
	    text: string;
	
	    static createFrom(source: any = {}) {
	        return new RecoverySheet(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.name = source["name"];
	        this.address = source["address"];
	        this.made = source["made"];
	        this.lines = source["lines"];
	        this.text = source["text"];
	    }
	}
	export class ReroutedView {
	    ticket: string;
	    number: string;
	    subject: string;
	    text: string;
	
	    static createFrom(source: any = {}) {
	        return new ReroutedView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.ticket = source["ticket"];
	        this.number = source["number"];
	        this.subject = source["subject"];
	        this.text = source["text"];
	    }
	}
	
	export class SavedHit {
	    name: string;
	    category: string;
	    kind: string;
	    language: string;
	    uses: number;
	    blanks: number;
	    text: string;
	    html: string;
	    resolves: boolean;
	    changedBy: string;
	    changedAt: number;
	    newHere: boolean;
	    refused: string;
	
	    static createFrom(source: any = {}) {
	        return new SavedHit(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.name = source["name"];
	        this.category = source["category"];
	        this.kind = source["kind"];
	        this.language = source["language"];
	        this.uses = source["uses"];
	        this.blanks = source["blanks"];
	        this.text = source["text"];
	        this.html = source["html"];
	        this.resolves = source["resolves"];
	        this.changedBy = source["changedBy"];
	        this.changedAt = source["changedAt"];
	        this.newHere = source["newHere"];
	        this.refused = source["refused"];
	    }
	}
	export class SavedInsert {
	    name: string;
	    html: string;
	    text: string;
	    subject: string;
	    blanks: BlankView[];
	    resolves: boolean;
	
	    static createFrom(source: any = {}) {
	        return new SavedInsert(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.name = source["name"];
	        this.html = source["html"];
	        this.text = source["text"];
	        this.subject = source["subject"];
	        this.blanks = this.convertValues(source["blanks"], BlankView);
	        this.resolves = source["resolves"];
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class Snippet {
	    ticket: string;
	    text: string;
	
	    static createFrom(source: any = {}) {
	        return new Snippet(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.ticket = source["ticket"];
	        this.text = source["text"];
	    }
	}
	export class SearchPage {
	    rows: Row[];
	    next: string;
	    total: number;
	    snippets: Snippet[];
	    unindexed: number;
	    heads: number;
	    ask: Ask[];
	
	    static createFrom(source: any = {}) {
	        return new SearchPage(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.rows = this.convertValues(source["rows"], Row);
	        this.next = source["next"];
	        this.total = source["total"];
	        this.snippets = this.convertValues(source["snippets"], Snippet);
	        this.unindexed = source["unindexed"];
	        this.heads = source["heads"];
	        this.ask = this.convertValues(source["ask"], Ask);
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class SendResult {
	    mail: string;
	    text: string;
	    undoUntil: number;
	    ask: string;
	    news?: NewsView;
	    problem: string;
	    hint: string;
	    field: string;
	
	    static createFrom(source: any = {}) {
	        return new SendResult(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.mail = source["mail"];
	        this.text = source["text"];
	        this.undoUntil = source["undoUntil"];
	        this.ask = source["ask"];
	        this.news = this.convertValues(source["news"], NewsView);
	        this.problem = source["problem"];
	        this.hint = source["hint"];
	        this.field = source["field"];
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	
	
	export class Servers {
	    imapHost: string;
	    imapPort: number;
	    imapSecurity: string;
	    smtpHost: string;
	    smtpPort: number;
	    smtpSecurity: string;
	    how: string;
	
	    static createFrom(source: any = {}) {
	        return new Servers(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.imapHost = source["imapHost"];
	        this.imapPort = source["imapPort"];
	        this.imapSecurity = source["imapSecurity"];
	        this.smtpHost = source["smtpHost"];
	        this.smtpPort = source["smtpPort"];
	        this.smtpSecurity = source["smtpSecurity"];
	        this.how = source["how"];
	    }
	}
	export class Tag {
	    id: string;
	    label: string;
	    group: string;
	
	    static createFrom(source: any = {}) {
	        return new Tag(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.id = source["id"];
	        this.label = source["label"];
	        this.group = source["group"];
	    }
	}
	export class State {
	    id: string;
	    label: string;
	    kind: string;
	    key: string;
	
	    static createFrom(source: any = {}) {
	        return new State(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.id = source["id"];
	        this.label = source["label"];
	        this.kind = source["kind"];
	        this.key = source["key"];
	    }
	}
	export class Session {
	    ready: boolean;
	    firstRun: boolean;
	    sample: boolean;
	    agent: string;
	    agentName: string;
	    teamName: string;
	    zone: string;
	    members: Member[];
	    teams: Label[];
	    statuses: State[];
	    priorities: Priority[];
	    tags: Tag[];
	    categories: string[];
	    pipelines: Label[];
	    accounts: AccountView[];
	    readOnlyMailbox: boolean;
	    htmlSafe: boolean;
	
	    static createFrom(source: any = {}) {
	        return new Session(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.ready = source["ready"];
	        this.firstRun = source["firstRun"];
	        this.sample = source["sample"];
	        this.agent = source["agent"];
	        this.agentName = source["agentName"];
	        this.teamName = source["teamName"];
	        this.zone = source["zone"];
	        this.members = this.convertValues(source["members"], Member);
	        this.teams = this.convertValues(source["teams"], Label);
	        this.statuses = this.convertValues(source["statuses"], State);
	        this.priorities = this.convertValues(source["priorities"], Priority);
	        this.tags = this.convertValues(source["tags"], Tag);
	        this.categories = source["categories"];
	        this.pipelines = this.convertValues(source["pipelines"], Label);
	        this.accounts = this.convertValues(source["accounts"], AccountView);
	        this.readOnlyMailbox = source["readOnlyMailbox"];
	        this.htmlSafe = source["htmlSafe"];
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class Settings {
	    theme: string;
	    textSize: number;
	    density: string;
	    singleKeys: boolean;
	    autoAdvance: boolean;
	    notifications: boolean;
	    presence: boolean;
	    quietFrom: string;
	    quietTo: string;
	    paneList: number;
	    paneRecord: number;
	    recordOpen: boolean;
	    undoSend: number;
	    dataDir: string;
	    secrets: string;
	    version: string;
	    sample: boolean;
	
	    static createFrom(source: any = {}) {
	        return new Settings(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.theme = source["theme"];
	        this.textSize = source["textSize"];
	        this.density = source["density"];
	        this.singleKeys = source["singleKeys"];
	        this.autoAdvance = source["autoAdvance"];
	        this.notifications = source["notifications"];
	        this.presence = source["presence"];
	        this.quietFrom = source["quietFrom"];
	        this.quietTo = source["quietTo"];
	        this.paneList = source["paneList"];
	        this.paneRecord = source["paneRecord"];
	        this.recordOpen = source["recordOpen"];
	        this.undoSend = source["undoSend"];
	        this.dataDir = source["dataDir"];
	        this.secrets = source["secrets"];
	        this.version = source["version"];
	        this.sample = source["sample"];
	    }
	}
	
	
	export class SuggestionView {
	    id: string;
	    kind: string;
	    why: string;
	    ticket: string;
	    number: string;
	    subject: string;
	    message: string;
	    text: string;
	
	    static createFrom(source: any = {}) {
	        return new SuggestionView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.id = source["id"];
	        this.kind = source["kind"];
	        this.why = source["why"];
	        this.ticket = source["ticket"];
	        this.number = source["number"];
	        this.subject = source["subject"];
	        this.message = source["message"];
	        this.text = source["text"];
	    }
	}
	export class SurveyView {
	    choices: ReachChoice[];
	    free: number;
	    estimated: boolean;
	
	    static createFrom(source: any = {}) {
	        return new SurveyView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.choices = this.convertValues(source["choices"], ReachChoice);
	        this.free = source["free"];
	        this.estimated = source["estimated"];
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class SurveyResult {
	    survey?: SurveyView;
	    refused?: ConnectResult;
	
	    static createFrom(source: any = {}) {
	        return new SurveyResult(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.survey = this.convertValues(source["survey"], SurveyView);
	        this.refused = this.convertValues(source["refused"], ConnectResult);
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	
	export class SyncState {
	    word: string;
	    lastSync: number;
	    count: number;
	    total: number;
	    waiting: number;
	    filling: boolean;
	    held: string;
	    changes: number;
	    orphans: number;
	
	    static createFrom(source: any = {}) {
	        return new SyncState(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.word = source["word"];
	        this.lastSync = source["lastSync"];
	        this.count = source["count"];
	        this.total = source["total"];
	        this.waiting = source["waiting"];
	        this.filling = source["filling"];
	        this.held = source["held"];
	        this.changes = source["changes"];
	        this.orphans = source["orphans"];
	    }
	}
	
	export class TeamFile {
	    path: string;
	    kind: string;
	    state: string;
	    note: string;
	    size: number;
	    by: string;
	    byName: string;
	    madeAt: number;
	    versions: number;
	
	    static createFrom(source: any = {}) {
	        return new TeamFile(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.path = source["path"];
	        this.kind = source["kind"];
	        this.state = source["state"];
	        this.note = source["note"];
	        this.size = source["size"];
	        this.by = source["by"];
	        this.byName = source["byName"];
	        this.madeAt = source["madeAt"];
	        this.versions = source["versions"];
	    }
	}
	export class WhyView {
	    field: string;
	    text: string;
	
	    static createFrom(source: any = {}) {
	        return new WhyView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.field = source["field"];
	        this.text = source["text"];
	    }
	}
	export class TicketView {
	    row: Row;
	    pipeline: string;
	    pipelineLabel: string;
	    department: string;
	    categories: string[];
	    contact: Contact;
	    company?: Company;
	    entries: EntryView[];
	    others: Row[];
	    checklist: Progress;
	    agenda: AgendaItem[];
	    draft?: NoteDraft;
	    mailDraft?: MailDraft;
	    asks: AskView[];
	    lost?: LostView;
	    replying: string[];
	    readOnly: string;
	    why: WhyView[];
	
	    static createFrom(source: any = {}) {
	        return new TicketView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.row = this.convertValues(source["row"], Row);
	        this.pipeline = source["pipeline"];
	        this.pipelineLabel = source["pipelineLabel"];
	        this.department = source["department"];
	        this.categories = source["categories"];
	        this.contact = this.convertValues(source["contact"], Contact);
	        this.company = this.convertValues(source["company"], Company);
	        this.entries = this.convertValues(source["entries"], EntryView);
	        this.others = this.convertValues(source["others"], Row);
	        this.checklist = this.convertValues(source["checklist"], Progress);
	        this.agenda = this.convertValues(source["agenda"], AgendaItem);
	        this.draft = this.convertValues(source["draft"], NoteDraft);
	        this.mailDraft = this.convertValues(source["mailDraft"], MailDraft);
	        this.asks = this.convertValues(source["asks"], AskView);
	        this.lost = this.convertValues(source["lost"], LostView);
	        this.replying = source["replying"];
	        this.readOnly = source["readOnly"];
	        this.why = this.convertValues(source["why"], WhyView);
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class Today {
	    items: AgendaItem[];
	    doneToday: number;
	    comingDays: ComingDay[];
	    quiet: Quiet[];
	
	    static createFrom(source: any = {}) {
	        return new Today(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.items = this.convertValues(source["items"], AgendaItem);
	        this.doneToday = source["doneToday"];
	        this.comingDays = this.convertValues(source["comingDays"], ComingDay);
	        this.quiet = this.convertValues(source["quiet"], Quiet);
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	
	export class UndoDone {
	    op: string;
	    text: string;
	    undo: boolean;
	    ask: string;
	    mail: string;
	    undoUntil: number;
	
	    static createFrom(source: any = {}) {
	        return new UndoDone(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.op = source["op"];
	        this.text = source["text"];
	        this.undo = source["undo"];
	        this.ask = source["ask"];
	        this.mail = source["mail"];
	        this.undoUntil = source["undoUntil"];
	    }
	}
	export class WhenView {
	    at: number;
	    reply: boolean;
	    here: string;
	    there: string;
	    error: string;
	
	    static createFrom(source: any = {}) {
	        return new WhenView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.at = source["at"];
	        this.reply = source["reply"];
	        this.here = source["here"];
	        this.there = source["there"];
	        this.error = source["error"];
	    }
	}

}

