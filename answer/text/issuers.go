package text

import (
	"fmt"
	"strings"

	"motirbot/release"
)

// mostIssuers is how many are named one by one.
const mostIssuers = 6

// Issuers names those whose releases are meant, in words of a language: the
// only one in full, several by what people call them.
func Issuers(language string, issuers []release.Issuer) string {
	say := of(language)
	switch {
	case len(issuers) == 0:
		return say.anyone
	case len(issuers) == 1 && language == "ko" && issuers[0].Korean != "":
		return issuers[0].Korean
	case len(issuers) == 1:
		return say.the + issuers[0].Full()
	}
	var labels []string
	for _, i := range issuers[:min(len(issuers), mostIssuers)] {
		labels = append(labels, i.Label())
	}
	if left := len(issuers) - len(labels); left > 0 {
		return strings.Join(labels, ", ") + fmt.Sprintf(say.others, left)
	}
	last := len(labels) - 1
	return strings.Join(labels[:last], ", ") + say.and + labels[last]
}
