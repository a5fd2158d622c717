package calendar

import "strings"

// windowsZone is the IANA name of a name that Windows and Exchange give a zone: of its standard time, of its summer time
// ("Romance Daylight Time"), in any case, and with the figure that Outlook sets behind a copy ("… Standard Time 1").
func windowsZone(id string) (string, bool) {
	zones := windowsZones()
	if iana, ok := zones[id]; ok {
		return iana, true
	}
	id = strings.TrimRight(strings.TrimPrefix(id, "tzone://Microsoft/"), " 0123456789")
	id = strings.ReplaceAll(id, "Daylight Time", "Standard Time")
	for name, iana := range zones {
		if strings.EqualFold(name, id) {
			return iana, true
		}
	}
	return "", false
}

// placeZones maps what Windows, Outlook, Exchange 2003 and Lotus Notes write in place of a name, in small letters: the
// places and regions of their lists, and abbreviations that mean one zone only. Cities that the zone table names itself
// are not repeated.
func placeZones() map[string]string {
	return map[string]string{
		"international date line west": "Etc/GMT+12", "coordinated universal time": "Etc/UTC", "coordinated universal time-11": "Etc/GMT+11",
		"coordinated universal time+12": "Etc/GMT-12", "midway island": "Pacific/Midway", "aleutian islands": "America/Adak",
		"hawaii": "Pacific/Honolulu", "marquesas islands": "Pacific/Marquesas", "alaska": "America/Anchorage",
		"baja california": "America/Tijuana", "pacific time (us": "America/Los_Angeles", "pacific time": "America/Los_Angeles",
		"arizona": "America/Phoenix", "la paz": "America/Mazatlan", "mountain time (us": "America/Denver", "mountain time": "America/Denver",
		"yukon": "America/Whitehorse", "central america": "America/Guatemala", "central time (us": "America/Chicago",
		"central time": "America/Chicago", "easter island": "Pacific/Easter", "guadalajara": "America/Mexico_City",
		"saskatchewan": "America/Regina", "bogota": "America/Bogota", "quito": "America/Guayaquil", "rio branco": "America/Rio_Branco",
		"chetumal": "America/Cancun", "eastern time (us": "America/New_York", "eastern time": "America/New_York", "haiti": "America/Port-au-Prince",
		"indiana (east)": "America/Indiana/Indianapolis", "turks": "America/Grand_Turk", "turks and caicos": "America/Grand_Turk",
		"atlantic time (canada)": "America/Halifax", "georgetown": "America/Guyana", "newfoundland": "America/St_Johns",
		"brasilia": "America/Sao_Paulo", "city of buenos aires": "America/Buenos_Aires", "greenland": "America/Godthab",
		"saint pierre and miquelon": "America/Miquelon", "saint pierre": "America/Miquelon", "salvador": "America/Bahia",
		"mid-atlantic": "Etc/GMT+2", "mid-atlantic - old": "Etc/GMT+2", "azores": "Atlantic/Azores", "cabo verde is.": "Atlantic/Cape_Verde",
		"cape verde is.": "Atlantic/Cape_Verde", "greenwich mean time : dublin": "Europe/London", "dublin": "Europe/London",
		"edinburgh": "Europe/London", "reykjavik": "Atlantic/Reykjavik", "sao tome": "Africa/Sao_Tome", "bern": "Europe/Berlin",
		"amsterdam": "Europe/Berlin", "belgrade": "Europe/Budapest", "brussels": "Europe/Paris", "sarajevo": "Europe/Warsaw",
		"west central africa": "Africa/Lagos", "helsinki": "Europe/Kiev", "harare": "Africa/Johannesburg", "pretoria": "Africa/Johannesburg",
		"gaza": "Asia/Hebron", "kuwait": "Asia/Riyadh", "st. petersburg": "Europe/Moscow", "abu dhabi": "Asia/Dubai",
		"izhevsk": "Europe/Samara", "port louis": "Indian/Mauritius", "ashgabat": "Asia/Tashkent", "islamabad": "Asia/Karachi",
		"chennai": "Asia/Kolkata", "mumbai": "Asia/Kolkata", "new delhi": "Asia/Kolkata", "sri jayawardenepura": "Asia/Colombo",
		"astana": "Asia/Almaty", "yangon (rangoon)": "Asia/Yangon", "rangoon": "Asia/Yangon", "hanoi": "Asia/Bangkok",
		"gorno-altaysk": "Asia/Barnaul", "beijing": "Asia/Shanghai", "kuala lumpur": "Asia/Singapore", "perth": "Australia/Perth",
		"osaka": "Asia/Tokyo", "sapporo": "Asia/Tokyo", "canberra": "Australia/Sydney", "guam": "Pacific/Guam",
		"bougainville island": "Pacific/Bougainville", "chokurdakh": "Asia/Srednekolymsk", "norfolk island": "Pacific/Norfolk",
		"solomon is.": "Pacific/Guadalcanal", "solomon is": "Pacific/Guadalcanal", "wellington": "Pacific/Auckland", "fiji": "Pacific/Fiji",
		"petropavlovsk-kamchatsky": "Asia/Kamchatka", "petropavlovsk-kamchatsky - old": "Asia/Kamchatka", "chatham islands": "Pacific/Chatham",
		"nuku'alofa": "Pacific/Tongatapu", "samoa": "Pacific/Apia", "kiritimati island": "Pacific/Kiritimati",
		"lord howe island": "Australia/Lord_Howe", "eastern": "America/New_York", "central": "America/Chicago", "mountain": "America/Denver",
		"pacific": "America/Los_Angeles", "w. europe": "Europe/Berlin", "central european": "Europe/Warsaw", "romance": "Europe/Paris",
		"edt": "America/New_York", "cdt": "America/Chicago", "mdt": "America/Denver", "pst": "America/Los_Angeles", "pdt": "America/Los_Angeles",
		"akst": "America/Anchorage", "akdt": "America/Anchorage", "cest": "Europe/Berlin", "eest": "Europe/Kiev", "msk": "Europe/Moscow",
		"jst": "Asia/Tokyo", "kst": "Asia/Seoul", "hkt": "Asia/Hong_Kong", "sgt": "Asia/Singapore", "aest": "Australia/Brisbane",
		"aedt": "Australia/Sydney", "acst": "Australia/Darwin", "acdt": "Australia/Adelaide", "awst": "Australia/Perth",
		"nzst": "Pacific/Auckland", "nzdt": "Pacific/Auckland", "brt": "America/Sao_Paulo", "mitteleuropäische zeit": "Europe/Berlin",
		"sommerzeit": "Europe/Berlin", "westeuropa (normalzeit)": "Europe/Berlin", "paris, madrid": "Europe/Paris",
	}
}
