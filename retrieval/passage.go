// Package retrieval finds the passages that a question is answered from. It cuts
// releases into chunks, keeps two indexes of them, of words (BM25) and of
// vectors (chromem-go), reads times and topics out of a question, and fuses what
// the indexes find. A View is the state of all that at one moment.
package retrieval

import "motirbot/release"

// Passage is a chunk returned for a question. It carries what a citation
// needs, so that nobody downstream has to look a date up again.
type Passage struct {
	ReleaseID  release.ID
	Title      string
	Date       release.Date
	URL        string
	Issuer     release.Issuer
	About      string  // the title, and the issuer where that does not go without saying
	Revision   int     // 1 is the release's first text
	Seq        int     // 0-based place of the chunk in its release
	Start, End int     // byte offsets in the release's body
	Text       string  // the body between the offsets
	Heads      string  // of the table in which it opens, with caption and unit; else ""
	Score      float64 // fused score: comparable within one result only
}

// Coverage says what an index holds: the words of every abstention.
type Coverage struct {
	Releases int          `json:"releases"`
	From     release.Date `json:"from"`
	To       release.Date `json:"to"`
}
