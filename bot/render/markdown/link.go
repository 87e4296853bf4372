package markdown

import (
	"net/url"
	"strings"
)

// maxURL keeps a link from crowding out the text that it belongs to.
const maxURL = 512

// Link writes a link whose words are label, as they are. Where the address is
// not one that may be opened, the label stands without a link.
func Link(label, address string) string {
	safe, ok := SafeURL(address)
	label = EscapeLine(label)
	if !ok || label == "" {
		return label
	}
	return "[" + label + "](" + safe + ")"
}

// unsafeInLink would end a link early, or show another address than the one
// that opens.
var unsafeInLink = strings.NewReplacer(
	"(", "%28", ")", "%29", "[", "%5B", "]", "%5D", "<", "%3C", ">", "%3E",
	`"`, "%22", "`", "%60", `\`, "%5C", "|", "%7C", "*", "%2A", "~", "%7E",
	"^", "%5E", "{", "%7B", "}", "%7D",
)

// SafeURL returns the address as it may stand in a link, or false for anything
// but a plain http or https address: no other scheme, no user name (which
// hides the host), no blanks, nothing invisible.
func SafeURL(address string) (string, bool) {
	if address == "" || len(address) > maxURL || strings.ContainsFunc(address, isUnsafeRune) {
		return "", false
	}
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" || u.User != nil || u.Opaque != "" {
		return "", false
	}
	if u.Scheme != "https" && u.Scheme != "http" {
		return "", false
	}
	if strings.ContainsAny(u.Host, "<>()\\\"`|*~^{}") {
		return "", false
	}
	safe := unsafeInLink.Replace(u.String())
	return safe, len(safe) <= maxURL
}

func isUnsafeRune(r rune) bool {
	return r <= ' ' || r == 0x7f || r == '\u00a0' || isInvisible(r) || isLineEnd(r)
}
