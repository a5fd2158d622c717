package mail

import "strings"

// The risks of a file, as Risk names them.
const (
	RiskProgram   = "program"    // the system runs it
	RiskScript    = "script"     // an interpreter or a browser runs it
	RiskShortcut  = "shortcut"   // it leads to something else, or changes settings
	RiskDiskImage = "disk-image" // it is mounted, and what is on it carries no mark from the internet
	RiskMacro     = "macro"      // an office document that holds programs
	RiskArchive   = "archive"    // other files are packed in it, which nobody has looked at
	RiskMismatch  = "mismatch"   // it is not what its name or its sender says
)

// Risk says what a file could do to who opens it, worst first; "" where nothing is known against it. name is cleaned
// (CleanName), declared the type the mail says, kind the type its first bytes say ("" where they say nothing).
func Risk(name, declared, kind string) string {
	declared, kind = strings.ToLower(declared), strings.ToLower(kind)
	ext := fileExt(name)
	byName, byKind := riskOfExt(ext), riskOfKind(kind)
	if byKind == RiskScript && familyOf(ext) != "" { // a desktop goes by the name: text in an editor runs nothing
		byKind = ""
	}
	for _, r := range [...]string{byKind, byName} {
		if r != "" && r != RiskArchive {
			return r
		}
	}
	if byName == "" && familyOf(ext) == "" { // nothing known by its name: what the mail says names it
		if r := riskOfKind(declared); r != "" && r != RiskArchive {
			return r
		}
	}
	switch {
	case mismatched(ext, declared, kind):
		return RiskMismatch
	case byName == RiskArchive, byKind == RiskArchive && familyOf(ext) != "package":
		return RiskArchive
	}
	return ""
}

// MayOpen tells a file that a program of the desktop may open at once, after it was saved: by an allow-list, and only
// where its first bytes agree. Everything else is saved by hand.
func MayOpen(name, declared, kind string) bool {
	if Risk(name, declared, kind) != "" || kind == "" {
		return false
	}
	ext := fileExt(name)
	switch family := familyOf(ext); family {
	case "pdf", "image", "media":
		return familyOfType(strings.ToLower(kind)) == family
	case "package":
		return true
	case "text":
		return oneOf(" txt csv tsv log md json ", ext)
	}
	return false
}

// fileExt is what a desktop goes by: the last extension, lower case, without the dot.
func fileExt(name string) string {
	i := strings.LastIndexByte(name, '.')
	if i < 0 {
		return ""
	}
	return strings.ToLower(strings.TrimRight(name[i+1:], ". "))
}

func oneOf(list, word string) bool {
	return word != "" && strings.Contains(list, " "+word+" ")
}

// riskOfExt: what desktops run, mount or follow by a file's name (Microsoft's list of blocked attachments, macOS's and
// freedesktop's launchers).
func riskOfExt(ext string) string {
	switch {
	case oneOf(" exe com scr pif msi msp mst msix msixbundle appx appxbundle cpl dll ocx sys drv gadget application appref-ms xbap"+
		" app pkg mpkg run bin elf out so dylib appimage deb rpm snap flatpak flatpakref apk ipa jar jnlp class xpi crx ade adp mde accde oxt"+
		" wll xll xlam mam prg ", ext):
		return RiskProgram
	case oneOf(" bat cmd ps1 ps1xml ps2 psc1 psc2 psd1 psm1 psrc cdxml pssc vb vbe vbs vbp js jse mjs wsf wsh ws wsc sct hta htc"+
		" htm html xhtml xht shtml mht mhtml svg svgz xsl xslt sh bash zsh csh ksh fish command tool scpt scptd applescript workflow action"+
		" terminal py pyc pyo pyw pyz pl pm rb php lua tcl osax ahk au3 chm hlp ps eps reg inf one onepkg ", ext):
		return RiskScript
	case oneOf(" lnk url website webloc desktop directory scf inetloc fileloc library-ms searchconnector-ms search-ms settingcontent-ms theme themepack"+
		" diagcab diagcfg diagpkg rdp vsto iqy oqy rqy slk appcontent-ms mobileconfig mcf its maf mag maq mar mas mav maw msc grp job msh msh1 msh2 printerexport ", ext):
		return RiskShortcut
	case oneOf(" iso img udf dmg sparseimage sparsebundle smi vhd vhdx vmdk vdi qcow2 vfd toast cdr nrg mdf ", ext):
		return RiskDiskImage
	case oneOf(" docm dotm xlsm xltm xlsb pptm potm ppsm ppam sldm docb wbk xla xlt xlw mdb accdb ", ext):
		return RiskMacro
	case oneOf(" zip zipx rar 7z tar gz tgz bz2 tbz tbz2 xz txz zst lz lzma z arj lzh lha ace cab arc wim uue xxe ", ext):
		return RiskArchive
	}
	return ""
}

// riskOfKind: the same by media type, as the first bytes or the sender say.
func riskOfKind(kind string) string {
	switch {
	case oneOf(" application/x-dosexec application/x-msdownload application/vnd.microsoft.portable-executable application/x-executable application/x-elf"+
		" application/x-sharedlib application/x-object application/x-mach-binary application/x-msi application/x-ms-installer application/java-archive"+
		" application/x-java-archive application/jar application/x-java-applet application/x-windows-installer application/x-installshield application/x-chrome-extension application/vnd.android.package-archive application/x-debian-package"+
		" application/vnd.debian.binary-package application/x-rpm application/x-xar application/x-msdos-program application/wasm ", kind):
		return RiskProgram
	case oneOf(" text/html application/xhtml+xml image/svg+xml text/javascript application/javascript application/x-javascript application/hta"+
		" text/x-shellscript text/x-sh application/x-sh application/x-shellscript application/x-csh text/x-php application/x-php text/x-python"+
		" text/x-script.python application/x-python text/x-perl text/x-lua text/x-tcl application/x-tcl text/x-ruby application/x-ruby application/x-bat"+
		" application/x-powershell text/vbscript application/x-vbs application/postscript application/vnd.ms-htmlhelp application/onenote"+
		" application/x-mimearchive application/x-bytecode.python application/x-shockwave-flash ", kind):
		return RiskScript
	case oneOf(" application/x-ms-shortcut application/x-mswinurl application/internet-shortcut application/x-desktop ", kind):
		return RiskShortcut
	case oneOf(" application/x-iso9660-image application/x-cd-image application/x-apple-diskimage application/x-virtualbox-vhd application/x-virtualbox-vmdk"+
		" application/x-raw-disk-image ", kind):
		return RiskDiskImage
	case strings.Contains(kind, ".macroenabled"), oneOf(" application/msaccess application/x-msaccess ", kind), kind == "application/vnd.ms-access":
		return RiskMacro
	case oneOf(" application/zip application/x-zip-compressed application/x-rar-compressed application/vnd.rar application/x-rar application/x-zip application/x-7z-compressed application/x-tar application/x-cpio application/x-archive application/zlib"+
		" application/gzip application/x-gzip application/x-bzip2 application/x-xz application/zstd application/x-compress application/vnd.ms-cab-compressed"+
		" application/lzip ", kind):
		return RiskArchive
	}
	return ""
}

// mismatched: the content is of another family than the name says, or than the sender says where the name says nothing.
func mismatched(ext, declared, kind string) bool {
	is, says := familyOfType(kind), familyOf(ext)
	if is == "" || is == "archive" && says == "package" { // a package is an archive, and not every one tells its kind at once
		return false
	}
	if riskOfExt(ext) == RiskArchive { // archives of many kinds are called anything
		return is != "archive" && is != "package"
	}
	if says == "" {
		says = familyOfType(declared)
	}
	return says != "" && says != is
}

// familyOf groups extensions by what opens them.
func familyOf(ext string) string {
	switch {
	case oneOf(" pdf ", ext):
		return "pdf"
	case oneOf(" jpg jpeg jpe jfif png gif webp bmp tif tiff heic heif avif ico ", ext):
		return "image"
	case oneOf(" docx xlsx pptx dotx xltx potx ppsx odt ods odp odg ott ots epub vsdx ", ext):
		return "package"
	case oneOf(" doc xls ppt pps vsd msg mpp ", ext):
		return "compound"
	case oneOf(" mp3 wav ogg oga opus m4a aac flac amr wma aif aiff mp4 m4v mov avi mkv webm mpg mpeg 3gp wmv flv ", ext):
		return "media"
	case oneOf(" txt csv tsv log md ini json yaml yml diff patch ics vcf eml xml sql ", ext):
		return "text"
	}
	return ""
}

// familyOfType groups media types in the same way; types that say little give "".
func familyOfType(kind string) string {
	switch {
	case kind == "application/pdf":
		return "pdf"
	case strings.HasPrefix(kind, "image/"):
		return "image"
	case strings.HasPrefix(kind, "audio/"), strings.HasPrefix(kind, "video/"):
		return "media"
	case strings.HasPrefix(kind, "application/vnd.openxmlformats-officedocument."), strings.HasPrefix(kind, "application/vnd.oasis.opendocument."),
		kind == "application/epub+zip":
		return "package"
	case oneOf(" application/msword application/vnd.ms-word application/vnd.ms-excel application/msexcel application/vnd.ms-powerpoint application/mspowerpoint"+
		" application/x-ole-storage application/vnd.ms-outlook ", kind):
		return "compound"
	case oneOf(" application/zip application/gzip application/x-7z-compressed application/vnd.rar application/x-tar application/x-rar-compressed ", kind):
		return "archive"
	case strings.HasPrefix(kind, "text/") && kind != "text/rtf", strings.HasSuffix(kind, "+xml") && kind != "image/svg+xml", strings.HasSuffix(kind, "json"),
		kind == "application/xml", kind == "message/rfc822":
		return "text"
	}
	return ""
}
