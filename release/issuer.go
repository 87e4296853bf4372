package release

import (
	"cmp"
	"time"
)

// Issuer is the ministry or office that published a release. The zero Issuer
// is none that a source has named.
type Issuer struct {
	Name     string   `json:"name"`               // in full: "Ministry of Economy, Trade and Industry"
	Short    string   `json:"short,omitempty"`    // as people call it: "METI"
	Korean   string   `json:"ko,omitempty"`       // its name in Korean
	Country  string   `json:"country,omitempty"`  // ISO 3166-1 alpha-2, or EU
	Zone     string   `json:"zone,omitempty"`     // of its dates, as in the IANA database
	Language string   `json:"language,omitempty"` // of its releases, BCP 47
	Licence  string   `json:"licence,omitempty"`  // under which they may be quoted
	Aliases  []string `json:"aliases,omitempty"`  // other names, former ones among them
}

// Label is what a reader is shown: the short name, else the full one, "" for
// the zero Issuer. The store knows an issuer by it.
func (i Issuer) Label() string { return cmp.Or(i.Short, i.Name) }

// IsZero reports whether no issuer is known.
func (i Issuer) IsZero() bool { return i.Label() == "" }

// Full is the name with the short one behind it: "Ministry of Economy, Trade
// and Industry (METI)".
func (i Issuer) Full() string {
	if i.Short == "" || i.Short == i.Name {
		return i.Name
	}
	return i.Name + " (" + i.Short + ")"
}

// Names are all that it is known by.
func (i Issuer) Names() []string {
	var names []string
	for _, name := range append([]string{i.Short, i.Name, i.Korean}, i.Aliases...) {
		if name != "" {
			names = append(names, name)
		}
	}
	return names
}

// Location is the zone in which the issuer dates its releases, Seoul where
// none is known.
func (i Issuer) Location() *time.Location {
	if zone, err := time.LoadLocation(i.Zone); i.Zone != "" && err == nil {
		return zone
	}
	return Seoul
}
