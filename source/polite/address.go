package polite

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"syscall"
	"time"

	"motirbot/internal/address"
)

// closed are the ranges that are not the public internet and that
// netip.Addr's own questions do not cover (IANA special-purpose registries).
var closed = prefixes(
	"0.0.0.0/8",        // this network
	"100.64.0.0/10",    // carrier-grade NAT; some clouds answer metadata here
	"192.0.0.0/24",     // protocol assignments
	"192.0.2.0/24",     // documentation
	"192.88.99.0/24",   // 6to4 relays
	"198.18.0.0/15",    // benchmarking
	"198.51.100.0/24",  // documentation
	"203.0.113.0/24",   // documentation
	"240.0.0.0/4",      // reserved, and broadcast
	"168.63.129.16/32", // a cloud's host agent on a public number
	"::/96",            // IPv4-compatible, long retired
	"64:ff9b:1::/48",   // local translation
	"100::/64",         // discard
	"2001::/23",        // protocol assignments, Teredo among them
	"2001:db8::/32",    // documentation
	"2002::/16",        // 6to4, carries any IPv4 address
	"3fff::/20",        // documentation
	"5f00::/16",        // segment routing
	"fec0::/10",        // site-local, retired
)

// nat64 carries an IPv4 address in its last four bytes: what counts is that.
var nat64 = netip.MustParsePrefix("64:ff9b::/96")

func prefixes(texts ...string) []netip.Prefix {
	list := make([]netip.Prefix, len(texts))
	for i, text := range texts {
		list[i] = netip.MustParsePrefix(text)
	}
	return list
}

// public reports whether a lies on the open internet.
func public(a netip.Addr) bool {
	a = a.Unmap().WithZone("")
	if nat64.Contains(a) {
		b := a.As16()
		a = netip.AddrFrom4([4]byte(b[12:]))
	}
	if !a.IsGlobalUnicast() || a.IsPrivate() {
		return false
	}
	for _, p := range closed {
		if p.Contains(a) {
			return false
		}
	}
	return true
}

type addressError struct{ addr string }

func (e addressError) Error() string {
	return fmt.Sprintf("%s is not an address on the public internet", e.addr)
}
func (e addressError) Unwrap() error { return PrivateAddress }

// addressCause digs our own words out of what the dialer wrapped around them.
func addressCause(err error) error {
	if a, ok := errors.AsType[addressError](err); ok {
		return a
	}
	return nil
}

// guard runs when the name has become an address and the socket is about to
// connect: the one moment that DNS cannot change afterwards.
func guard(admit func(netip.AddrPort) bool) func(network, address string, _ syscall.RawConn) error {
	return func(_, address string, _ syscall.RawConn) error {
		at, err := netip.ParseAddrPort(address)
		if err != nil || !public(at.Addr()) && !admit(at) {
			return addressError{address}
		}
		return nil
	}
}

// newHTTPClient neither follows redirects, since each must be checked, nor
// uses a proxy, which would resolve names out of our sight.
func newHTTPClient(admit func(netip.AddrPort) bool) *http.Client {
	dialer := &net.Dialer{Timeout: 10 * time.Second, Control: guard(admit)}
	return &http.Client{
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{
			DialContext:            dialer.DialContext,
			ForceAttemptHTTP2:      true,
			MaxIdleConnsPerHost:    1,
			IdleConnTimeout:        90 * time.Second,
			TLSHandshakeTimeout:    10 * time.Second,
			MaxResponseHeaderBytes: 64 << 10,
		},
	}
}

// parseURL admits what Get may ask for. Fragments are dropped: they are never
// sent, and two addresses that differ only there are one page.
func parseURL(raw string) (*url.URL, error) {
	u, err := url.Parse(raw)
	if err != nil {
		// err quotes the part that it does not understand, be that a password.
		return nil, &Error{Kind: BadURL, Err: errors.New("it cannot be read as a web address")}
	}
	if err := checkURL(u); err != nil {
		return nil, err
	}
	u.Fragment, u.RawFragment = "", ""
	return u, nil
}

func checkURL(u *url.URL) error {
	switch {
	case u.Scheme != "http" && u.Scheme != "https", u.Hostname() == "":
		return &Error{Kind: BadURL, URL: address.Of(u), Err: errors.New("want http:// or https:// and a host")}
	case u.User != nil:
		return &Error{Kind: BadURL, URL: address.Of(u), Err: errors.New("it carries a user name")}
	}
	return nil
}

// withoutURL drops the address that net/url puts before its errors: ours has
// it already.
func withoutURL(err error) error {
	if e, ok := errors.AsType[*url.Error](err); ok {
		return e.Err
	}
	return err
}
