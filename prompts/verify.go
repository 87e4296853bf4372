package prompts

// Claim is a sentence of an answer that is read a second time.
type Claim struct {
	N      int   // what the model calls it by
	Cites  []int // the releases it cites
	Before string
	Text   string
}

// Document is a release, or a part of one, that claims are compared with.
type Document struct {
	N           int
	Title, Date string
	By          string // who issued it, where not all are by one
	Text        string
	Part        bool // Text is not all of it
}

// VerifyData is what a second reading compares.
type VerifyData struct {
	Question  string
	Documents []Document
	Claims    []Claim
}

// MiniCheckData is one claim and one document for a model of the MiniCheck
// kind.
type MiniCheckData struct {
	Documents []Document
	Claim     string
}

// UnderstandData is a question whose meaning a model is asked for.
type UnderstandData struct {
	AsOf     string // the day of asking, 2025-12-18
	Weekday  string
	History  []Turn // oldest first
	Question string
}

// Verify renders the messages that ask whether releases carry claims.
func Verify(d VerifyData) (system, user string, err error) { return render("verify.tmpl", d) }

// MiniCheck renders the only message that a model of the MiniCheck kind reads:
// its server adds the system message it was trained with.
func MiniCheck(d MiniCheckData) (user string, err error) { return execute("minicheck/user", d) }

// Understand renders the messages that ask what a question means.
func Understand(d UnderstandData) (system, user string, err error) {
	return render("understand.tmpl", d)
}
