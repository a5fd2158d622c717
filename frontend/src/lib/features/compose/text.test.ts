import { afterEach, describe, expect, it, vi } from 'vitest';
import { hashAt } from '$lib/saved/hash';
import { join, parse, write } from './addresses';
import { labelled, saying } from './label';
import { hrefOf, safeHref } from './link';
import { Saver } from './saver';
import { inert, Writer } from './writer';

let w: Writer | null = null;
afterEach(() => {
  w?.destroy();
  w = null;
  document.body.replaceChildren();
});

function writer(html = ''): Writer {
  const element = document.createElement('div');
  document.body.append(element);
  w = new Writer({
    element,
    html,
    label: 'Reply',
    shown: (cid) => (cid === 'mine@x' ? '/draft-file/1' : ''),
    onchange: () => undefined,
    onhash: () => undefined,
    onblanks: () => undefined,
    onkey: () => false,
    onfiles: () => undefined,
  });
  return w;
}
const key = (k: string, more: KeyboardEventInit = {}) => {
  const e = new KeyboardEvent('keydown', { key: k, bubbles: true, cancelable: true, ...more });
  w?.editor.view.dom.dispatchEvent(e);
  return e;
};

describe('what a mail is made of', () => {
  it('keeps words, lists, emphasis and links of what is pasted, and no style, class, id or script', () => {
    const html = writer(
      `<style>p{color:red}</style><script>alert(1)</script>
       <div class="a" id="b" style="color:red"><p class="c" style="x" onclick="y"><b>Bold</b> <font color="red">red</font></p></div>
       <ul class="d" data-x="1"><li id="e">one</li></ul><ol type="a" start="3"><li>three</li></ol>
       <a href="javascript:alert(1)" id="f">bad</a> <a href="https://x.example/" class="g" target="_blank">good</a>
       <img src="https://track.example/x.png"><img src="cid:foreign@x"><img src="cid:mine@x" onerror="z" class="h">
       <h5>deep</h5><pre><code class="language-go">x := 1</code></pre><table><tr><td>cell</td></tr></table><iframe src="/"></iframe>`,
    ).html();
    expect(html).not.toMatch(/style|class|id=|on\w+=|script|font|target|track|foreign|iframe|data-x|type=/);
    expect(html).toContain('<strong>Bold</strong> red');
    expect(html).toContain('<a href="https://x.example/">good</a>');
    expect(html).toContain('<ol start="3">');
    expect(html).toContain('<img src="cid:mine@x" alt="">');
    expect(html).toContain('bad');
    expect(html).toContain('cell');
    expect(html).toContain('<pre><code>x := 1</code></pre>');
  });

  it('is the same after it was saved and read again', () => {
    const once = writer(
      '<p>a <span data-blank="2">until when</span><br>b</p><blockquote><p>c</p></blockquote><hr>',
    ).html();
    w?.destroy();
    expect(writer(once).html()).toBe(once);
  });

  it('is nothing while nothing is written', () => {
    expect(writer('<p></p>').html()).toBe('');
    w?.destroy();
    expect(writer('<p><img src="cid:mine@x"></p>').html()).not.toBe('');
  });

  it('breaks a line with Shift+Enter, never with Ctrl+Enter, and "# " stays text', () => {
    const a = writer('<p>one</p>');
    a.focus('end');
    key('Enter', { ctrlKey: true });
    key('Enter', { metaKey: true });
    expect(a.html()).toBe('<p>one</p>');
    key('Enter', { shiftKey: true });
    expect(a.html()).toContain('<br>');
    a.editor.commands.setContent('<p># head</p>');
    expect(a.html()).toBe('<p># head</p>');
  });

  it('leads links only where a mail may lead', () => {
    for (const bad of [
      'javascript:alert(1)',
      'data:text/html,x',
      'file:///etc',
      '/inside',
      'smb://x',
      'vbscript:x',
    ])
      expect(safeHref(bad)).toBe('');
    expect(hrefOf('kestrel.example/help')).toBe('https://kestrel.example/help');
    expect(hrefOf('ada@x.example')).toBe('mailto:ada@x.example');
    expect(hrefOf('+1 617 555 0134')).toBe('tel:+16175550134');
    expect(hrefOf('not an address')).toBe('');
  });
});

// features: E4
describe('the "#"', () => {
  it('opens at a word start only', () => {
    expect(hashAt('#')).toEqual({ length: 1, query: '' });
    expect(hashAt('see #refu')).toEqual({ length: 5, query: 'refu' });
    expect(hashAt('(#tst_first')?.query).toBe('tst_first');
    for (const text of ['C#', 'no#w', '#1234', 'issue #12', '# ', 'a # b', 'x@y.z#a'])
      expect([text, hashAt(text)]).toEqual([text, null]);
  });

  it('is replaced by the reply, whose first blank is selected; Tab goes round, typing fills', () => {
    const a = writer('<p>Hello. </p>');
    a.focus('end');
    a.typeHash();
    a.insert(
      labelled(
        '<p>Until <span data-blank="0">x</span> and <span data-blank="1">{{meeting.title}}</span>.</p>',
        [{ n: 0, name: 'ask', prompt: 'until when', why: '' }],
      ),
    );
    expect(a.html()).toBe(
      '<p>Hello. Until <span data-blank="0">until when</span> and <span data-blank="1">meeting title</span>.</p>',
    );
    expect(a.blanks).toBe(2);
    a.type('Friday');
    expect(key('Tab').defaultPrevented).toBe(true);
    a.type('Export');
    expect(a.html()).toBe('<p>Hello. Until Friday and Export.</p>');
    expect(a.blanks).toBe(0);
    expect(key('Tab').defaultPrevented).toBe(false);
  });

  it('counts blanks that come back by undo, and goes backwards with Shift+Tab', () => {
    const a = writer('<p><span data-blank="0">one</span> <span data-blank="1">two</span></p>');
    expect(a.blanks).toBe(2);
    a.focus('end');
    key('Tab', { shiftKey: true });
    a.type('2');
    expect(a.blanks).toBe(1);
    a.editor.commands.undo();
    expect(a.blanks).toBe(2);
  });

  it('takes several replies, of several paragraphs', () => {
    const a = writer();
    a.insert(inert('<p>Hello Marco,</p><p>one</p>'));
    a.insert(inert('<ul><li><p>two</p></li></ul>'));
    expect(a.html()).toContain('<p>Hello Marco,</p>');
    expect(a.html()).toContain('two');
  });

  it('says a blank as what it asks for', () => {
    expect(saying('{{ask "Until when?"}}')).toBe('Until when?');
    expect(saying('{{contact.firstName}}')).toBe('first name');
    expect(saying('{{meeting.waitUntil}}')).toBe('meeting wait until');
  });
});

describe('an address line', () => {
  it('is cut and joined without a loss', () => {
    const line = 'Marco <marco@x.example>, "Weber, Jo" <jo@x.example>; ada@x.example';
    expect(parse(line).map((r) => [r.name, r.addr, r.ok])).toEqual([
      ['Marco', 'marco@x.example', true],
      ['Weber, Jo', 'jo@x.example', true],
      ['', 'ada@x.example', true],
    ]);
    expect(join(parse(line))).toBe('Marco <marco@x.example>, "Weber, Jo" <jo@x.example>, ada@x.example');
    expect(parse(join(parse(line)))).toEqual(parse(line));
    expect(write({ name: 'A "B" C', addr: 'a@x.example' })).toBe('"A \\"B\\" C" <a@x.example>');
    for (const bad of ['nobody', 'a@b', '@x.example', 'a b@x.example', 'a@x..'])
      expect([bad, parse(bad)[0]?.ok]).toEqual([bad, false]);
  });
});

describe('the saver', () => {
  it('saves at a pause, and every few seconds while one types on, gathering only then', async () => {
    vi.useFakeTimers();
    let text = '';
    const gather = vi.fn(() => text);
    const save = vi.fn(async () => undefined);
    const s = new Saver({ gather, save, onstate: () => undefined, now: () => Date.now() });
    for (let i = 0; i < 50; i++) {
      text += 'x';
      s.changed();
      await vi.advanceTimersByTimeAsync(100);
    }
    const during = save.mock.calls.length;
    expect(during).toBe(2);
    expect(gather).toHaveBeenCalledTimes(during);
    await vi.advanceTimersByTimeAsync(600);
    expect(save).toHaveBeenLastCalledWith(text);
    expect(s.dirty).toBe(false);
    vi.useRealTimers();
  });

  it('keeps one save after the other, tries again by itself, and says so', async () => {
    vi.useFakeTimers();
    const states: string[] = [];
    const save = vi.fn().mockRejectedValueOnce(new Error('disk')).mockResolvedValue(undefined);
    const s = new Saver({ gather: () => 'a', save, onstate: (x) => states.push(x), now: () => Date.now() });
    s.changed();
    expect(await s.flush()).toBe(false);
    expect(states.at(-1)).toBe('failed');
    await vi.advanceTimersByTimeAsync(2_100);
    expect(states.at(-1)).toBe('saved');
    expect(save).toHaveBeenCalledTimes(2);
    s.changed();
    s.drop();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(save).toHaveBeenCalledTimes(2);
    vi.useRealTimers();
  });

  it('brings nothing back of what was sent while a save of it failed', async () => {
    vi.useFakeTimers();
    let fail: (e: Error) => void = () => undefined;
    const save = vi.fn(() => new Promise<void>((_, no) => (fail = no)));
    const s = new Saver({ gather: () => 'a', save, onstate: () => undefined, now: () => Date.now() });
    s.changed();
    const done = s.flush();
    await vi.advanceTimersByTimeAsync(0);
    s.drop();
    fail(new Error('disk'));
    await done;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(save).toHaveBeenCalledTimes(1);
    expect(s.dirty).toBe(false);
    vi.useRealTimers();
  });
});
