package polite_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/unicode"

	"motirbot/source/polite"
)

func TestCharsets(t *testing.T) {
	const text = "<p>산업통상부 보도자료, 똠방각하 △ 2025</p>" // 똠 is in CP949 only
	euckr := must(korean.EUCKR.NewEncoder().String(text))
	utf16 := must(unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(text))
	tests := map[string]struct{ header, body, want string }{
		"UTF-8, stated":                  {"text/html; charset=utf-8", text, text},
		"UTF-8, not stated":              {"text/html", text, text},
		"UTF-8 with a mark":              {"text/html; charset=euc-kr", "\ufeff" + text, text},
		"UTF-16 with a mark":             {"text/html", utf16, text},
		"EUC-KR in the header":           {"text/html; charset=EUC-KR", euckr, text},
		"CP949 under another name":       {"text/html; charset=ks_c_5601-1987", euckr, text},
		"EUC-KR in a meta element":       {"text/html", `<meta charset="euc-kr">` + euckr, `<meta charset="euc-kr">` + text},
		"EUC-KR far down":                {"text/html", "<!--" + strings.Repeat("-", 2000) + `--><meta http-equiv="Content-Type" content="text/html; charset=euc-kr">` + euckr, ""},
		"EUC-KR that nobody states":      {"text/html", euckr, text},
		"EUC-KR under a UTF-8 header":    {"text/html; charset=utf-8", `<meta charset="euc-kr">` + euckr, `<meta charset="euc-kr">` + text},
		"UTF-8 under an EUC-KR header":   {"text/html; charset=euc-kr", "<p>’산업’</p>", "<p>’산업’</p>"},
		"Latin-1 by default over EUC-KR": {"text/html; charset=iso-8859-1", `<meta charset="euc-kr">` + euckr, `<meta charset="euc-kr">` + text},
		"Latin-1 in truth":               {"text/html; charset=iso-8859-1", "<p>caf\xe9</p>", "<p>café</p>"},
		"a charset nobody knows":         {"text/html; charset=martian", text, text},
		"a broken Content-Type":          {"text/html; charset", text, text},
		"XML that states EUC-KR":         {"application/xml", `<?xml version="1.0" encoding="euc-kr"?>` + euckr, `<?xml version="1.0" encoding="UTF-8"?>` + text},
		"UTF-16 that is none, in XML":    {"text/xml", `<?xml version="1.0" encoding="utf-16"?>` + text, `<?xml version="1.0" encoding="UTF-8"?>` + text},
		"UTF-16 that is none, header":    {"text/html; charset=UTF-16LE", text, text},
		"UTF-16 that is none, EUC-KR":    {"text/html; charset=utf-16", `<meta charset="utf-16">` + euckr, `<meta charset="utf-16">` + text},
		"UTF-16 that nobody marks":       {"text/html", strings.TrimPrefix(utf16, "\xff\xfe"), text},
		"CP949 by Java's name":           {"text/html; charset=MS949", euckr, text},
		"one zero byte":                  {"text/html; charset=utf-8", text + "\x00", text},
		"one broken byte in a long page": {"text/html; charset=utf-8", strings.Repeat(text, 100) + "\xff", strings.Repeat(text, 100) + "\ufffd"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			page, err := serveOnce(t, test.header, test.body)
			if err != nil {
				t.Fatal(err)
			}
			if !utf8.Valid(page.Body) {
				t.Error("not UTF-8")
			}
			if got := string(page.Body); test.want != "" && got != test.want || !strings.Contains(got, "<p>") {
				t.Errorf("got  %q\nwant %q", got, test.want)
			}
		})
	}
	for name, body := range map[string]string{"noise": "\xff\xfa\x81\x20\xc3\x28", "zero bytes": "<p>\x00\x00"} {
		t.Run(name, func(t *testing.T) {
			_, err := serveOnce(t, "text/html; charset=utf-8", body)
			if kind := polite.KindOf(err); kind != polite.BadCharset && kind != polite.NotText {
				t.Errorf("got %v", err)
			}
		})
	}
}

func serveOnce(t *testing.T, contentType, body string) (polite.Page, error) {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", contentType)
		_, _ = w.Write([]byte(body))
	}))
	t.Cleanup(server.Close)
	client, err := polite.New(polite.Options{UserAgent: agent, MinInterval: -1, AllowPrivate: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	return client.Get(t.Context(), server.URL+"/page")
}

func must(s string, err error) string {
	if err != nil {
		panic(err)
	}
	return s
}
