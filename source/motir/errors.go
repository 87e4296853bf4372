package motir

import (
	"errors"
	"fmt"
	"strings"
)

// ErrLayout is matched by every LayoutError.
var ErrLayout = errors.New("the page has another layout than expected")

// ErrWithdrawn: the site says that it does not hold this release (any more). A
// site in trouble can say so of every page, hence callers should not believe
// it of many releases at once.
var ErrWithdrawn = errors.New("withdrawn")

// LayoutError says what a page lacked. It is a matter for the people who run
// the bot: the site was rebuilt, or it answered with a notice.
type LayoutError struct {
	URL     string   // without what may be secret in it
	Missing []string // "registration date", "text in div.detail-cont"
	Heading string   // what the page calls itself, to recognise it by
}

func (e *LayoutError) Error() string {
	s := fmt.Sprintf("%s: %v: no %s", e.URL, ErrLayout, strings.Join(e.Missing, ", no "))
	if e.Heading != "" {
		s += fmt.Sprintf(" (the page calls itself %q)", e.Heading)
	}
	return s
}

// Is makes errors.Is(err, ErrLayout) hold.
func (e *LayoutError) Is(target error) bool { return target == ErrLayout }
