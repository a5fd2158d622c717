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
	for _, r := range [...]string{riskOfKind(kind), riskOfExt(ext), riskOfKind(declared)} {
		if r != "" && r != RiskArchive {
			return r
		}
	}
	switch {
	case disguised(name, ext) || mismatched(ext, declared, kind):
		return RiskMismatch
	case riskOfKind(kind) == RiskArchive && familyOf(ext) != "package", riskOfExt(ext) == RiskArchive:
		return RiskArchive
	}
	return ""
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
		" htm html xhtml xht shtml mht mhtml svg svgz xml xsl xslt sh bash zsh csh ksh fish command tool scpt scptd applescript workflow action"+
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
		" application/x-java-archive application/x-java-applet application/vnd.android.package-archive application/x-debian-package"+
		" application/vnd.debian.binary-package application/x-rpm application/x-xar application/x-msdos-program application/wasm ", kind):
		return RiskProgram
	case oneOf(" text/html application/xhtml+xml image/svg+xml text/javascript application/javascript application/x-javascript application/hta text/x-shellscript"+
		" application/x-sh application/x-shellscript application/x-csh text/x-php application/x-php text/x-python text/x-perl text/x-lua text/x-tcl text/x-ruby"+
		" application/x-bat application/x-powershell text/vbscript application/x-vbs application/postscript application/vnd.ms-htmlhelp application/onenote"+
		" multipart/related application/x-mimearchive ", kind):
		return RiskScript
	case oneOf(" application/x-ms-shortcut application/x-mswinurl application/internet-shortcut application/x-desktop ", kind):
		return RiskShortcut
	case oneOf(" application/x-iso9660-image application/x-cd-image application/x-apple-diskimage application/x-virtualbox-vhd application/x-virtualbox-vmdk"+
		" application/x-raw-disk-image ", kind):
		return RiskDiskImage
	case strings.Contains(kind, ".macroenabled"), kind == "application/msaccess", kind == "application/x-msaccess", kind == "application/vnd.ms-access":
		return RiskMacro
	case oneOf(" application/zip application/x-zip-compressed application/x-rar-compressed application/vnd.rar application/x-7z-compressed application/x-tar"+
		" application/gzip application/x-gzip application/x-bzip2 application/x-xz application/zstd application/x-compress application/vnd.ms-cab-compressed"+
		" application/lzip ", kind):
		return RiskArchive
	}
	return ""
}

// disguised: a harmless extension stands before the true one, and what ends the name is none that anybody shows
// ("invoice.pdf.x9"); or spaces push it out of sight.
func disguised(name, ext string) bool {
	stem := strings.TrimSuffix(name, name[len(name)-min(len(ext)+1, len(name)):])
	return strings.Contains(name, "     ") || ext != "" && familyOf(ext) == "" && riskOfExt(ext) == "" && oneOf(" pdf doc docx xls xlsx jpg jpeg png ", fileExt(stem)) && len(ext) <= 4 && !digits(ext)
}

func digits(s string) bool { return strings.Trim(s, "0123456789") == "" }

// mismatched: the content is of another family than the name says, or than the sender says where the name says nothing.
func mismatched(ext, declared, kind string) bool {
	is := familyOfType(kind)
	if is == "" {
		return false
	}
	says := familyOf(ext)
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
	case oneOf(" docx xlsx pptx dotx xltx potx ppsx odt ods odp odg ott ots epub vsdx pages numbers key kmz xps oxps ", ext):
		return "package"
	case oneOf(" doc xls ppt dot pps pot vsd pub msg mpp ", ext):
		return "compound"
	case oneOf(" mp3 wav ogg oga opus m4a aac flac amr wma aif aiff mp4 m4v mov avi mkv webm mpg mpeg 3gp wmv flv ", ext):
		return "media"
	case oneOf(" txt csv tsv log md ini json yaml yml diff patch ics vcf eml rtf ", ext):
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
	case oneOf(" application/msword application/vnd.ms-excel application/vnd.ms-powerpoint application/x-ole-storage application/vnd.ms-outlook ", kind):
		return "compound"
	case strings.HasPrefix(kind, "text/"), kind == "application/json", kind == "application/rtf", kind == "message/rfc822":
		return "text"
	}
	return ""
}
