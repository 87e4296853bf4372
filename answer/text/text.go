// Package text makes plain text of answers: for the terminal, for JSON and for
// measuring. It also holds the words that every face says around an answer.
package text

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"motirbot/answer"
	"motirbot/release"
)

// Mark stands behind a claim that a second reading did not find in the release.
const Mark = "†"

// issuersMark stands in phrases for whose releases there are.
const issuersMark = "{issuers}"

// Bullet begins a line of a list of releases.
const Bullet = "• "

// Plain is the whole answer without markup, with markers such as [1].
func Plain(a answer.Answer) string {
	switch {
	case a.Kind == answer.KindHelp:
		return strings.Join(Help(a), "\n")
	case a.Abstained():
		return strings.Join(append(Remarks(a, plain, marker), nearest(a)...), "\n")
	case len(a.Items) > 0:
		var lines []string
		for i, it := range a.Items {
			if i == FirstMention(a) {
				lines = append(lines, Mentioned(a.Language))
			}
			lines = append(lines, fmt.Sprintf("%s%s · %s: %s [%d]", Bullet, it.Date, by(it.By, unmarked(it.Title)), ItemText(a, i), it.N))
		}
		text := strings.Join(lines, "\n")
		if overview := Overview(a, plain, marker); overview != "" {
			text += "\n\n" + overview
		}
		return text
	}
	return Compose(a, a.Claims, plain, marker)
}

// ownMarker finds what would pass for a marker of ours in a title.
var ownMarker = regexp.MustCompile(`\[(\d+)\]`)

func unmarked(title string) string { return ownMarker.ReplaceAllString(title, "($1)") }

func plain(c answer.Claim) string { return c.Text }

func marker(_ answer.Claim, n int) string { return fmt.Sprintf("[%d]", n) }

// ItemText is what an answer says of a release on its list.
func ItemText(a answer.Answer, i int) string {
	var said []string
	for _, c := range a.Claims {
		if c.Item == i+1 {
			said = append(said, c.Text)
		}
	}
	return strings.Join(said, " ")
}

// FirstMention is the place of the first release on a list from which on all only
// mention what was asked about; -1 where all are about it, or none is.
func FirstMention(a answer.Answer) int {
	i := slices.IndexFunc(a.Items, func(it answer.Item) bool { return it.Mentions })
	if i < 1 || slices.ContainsFunc(a.Items[i:], func(it answer.Item) bool { return !it.Mentions }) {
		return -1
	}
	return i
}

// Mentioned heads the releases that only mention what was asked about.
func Mentioned(language string) string { return of(language).mentioned }

// Overview is what an answer says of its list as a whole, "" if nothing.
func Overview(a answer.Answer, write func(answer.Claim) string, marker func(c answer.Claim, n int) string) string {
	overall := slices.DeleteFunc(slices.Clone(a.Claims), func(c answer.Claim) bool { return c.Item > 0 })
	if len(overall) == 0 {
		return ""
	}
	if a.Mode == answer.ModeLLM {
		return of(a.Language).short + "\n" + Compose(a, overall, write, marker)
	}
	shared := make([]string, len(overall))
	for i, c := range overall {
		shared[i] = write(c) + " "
		for _, cited := range c.Citations {
			shared[i] += marker(c, cited.N)
		}
	}
	return of(a.Language).common + " " + strings.Join(shared, "; ") + "."
}

// Compose puts claims together, each with its markers, as Sentences writes them.
func Compose(a answer.Answer, claims []answer.Claim, write func(answer.Claim) string, marker func(c answer.Claim, n int) string) string {
	var b strings.Builder
	for i, said := range Sentences(a, claims, write, marker) {
		switch block := claims[i].Block; {
		case block == answer.BlockBullet && i == 0:
			b.WriteString("- ")
		case i == 0:
		case block == answer.BlockBullet:
			b.WriteString("\n- ")
		case block == answer.BlockParagraph:
			b.WriteString("\n")
		default:
			b.WriteString(" ")
		}
		b.WriteString(said)
	}
	return b.String()
}

// Sentences are claims, each written by write and followed by its markers. The
// date of a release stands where the claim before did not cite it.
func Sentences(a answer.Answer, claims []answer.Claim, write func(answer.Claim) string, marker func(c answer.Claim, n int) string) []string {
	var all []string
	var before []release.ID
	for i, c := range claims {
		if LeadsIn(claims, i) {
			all = append(all, write(c))
			continue
		}
		var b strings.Builder
		b.WriteString(write(c))
		cited, row := released(c)
		if len(row) > mostMarkers {
			first, last := row[0], row[len(row)-1]
			from, to := origin(a, first.N), origin(a, last.N)
			if issuer, _, found := strings.Cut(from, ", "); found {
				to = strings.TrimPrefix(to, issuer+", ")
			}
			fmt.Fprintf(&b, " (%s – %s) %s–%s", from, to, marker(c, first.N), marker(c, last.N))
			row = nil
		}
		blank := " "
		for _, one := range row {
			if !slices.Contains(before, one.ReleaseID) {
				fmt.Fprintf(&b, " (%s)", origin(a, one.N))
				blank = " "
			}
			b.WriteString(blank + marker(c, one.N))
			blank = ""
		}
		if c.Status == answer.StatusNotStated {
			b.WriteString(" " + Mark)
		}
		all, before = append(all, b.String()), cited
	}
	return all
}

// LeadsIn reports whether a claim leads in a list, whose entries carry the
// markers.
func LeadsIn(claims []answer.Claim, i int) bool {
	return strings.HasSuffix(claims[i].Text, ":") && i+1 < len(claims) && claims[i+1].Block == answer.BlockBullet
}

// mostMarkers is how many markers stand side by side behind a claim. More, as of
// a sum of months, are the first and the last of a row.
const mostMarkers = 4

// released are the releases that a claim cites, and a citation of each, in the
// order of their numbers where they would make a row too long.
func released(c answer.Claim) ([]release.ID, []answer.ClaimCitation) {
	var ids []release.ID
	var row []answer.ClaimCitation
	for _, one := range c.Citations {
		if !slices.Contains(ids, one.ReleaseID) { // else other words of the same release
			ids, row = append(ids, one.ReleaseID), append(row, one)
		}
	}
	if len(row) > mostMarkers {
		slices.SortFunc(row, func(a, b answer.ClaimCitation) int { return a.N - b.N })
	}
	return ids, row
}

// origin is the date of a release, behind who issued it where several do.
func origin(a answer.Answer, n int) string {
	for _, c := range a.Citations {
		if c.N == n && c.By != "" {
			return unmarked(c.By) + ", " + c.Date.String()
		}
		if c.N == n {
			return c.Date.String()
		}
	}
	return ""
}

// by puts who issued a release before its title.
func by(issuer, title string) string {
	if issuer == "" {
		return title
	}
	return unmarked(issuer) + " · " + title
}

// Remarks are the sentences of a refusal, without the nearest releases: why,
// what the releases do say where the question takes something false for
// granted, and what the index covers.
func Remarks(a answer.Answer, write func(answer.Claim) string, marker func(c answer.Claim, n int) string) []string {
	say := of(a.Language)
	reason, missing := say.reasons[a.Refusal.Reason], a.Refusal.Missing
	if a.Refusal.Reason == answer.ReasonOutsidePeriod && !a.Period.IsZero() && missing == a.Period.String() {
		missing = Period(a.Language, a.Period)
	}
	if strings.Contains(reason, "%s") {
		reason = fmt.Sprintf(reason, missing)
	}
	lines := []string{strings.ReplaceAll(reason, issuersMark, Issuers(a.Language, a.Issuers))}
	if len(a.Claims) > 0 {
		blank := " "
		if a.Claims[0].Block == answer.BlockBullet {
			blank = "\n"
		}
		lines = append(lines, say.premise+blank+Compose(a, a.Claims, write, marker))
	}
	if r := a.Refusal.Reason; r == answer.ReasonOffTopic || r == answer.ReasonLanguage {
		if len(a.Examples) > 0 {
			lines = append(lines, say.offTopic+" "+a.Examples[0])
		}
		return lines
	}
	if c := a.Coverage; c.Releases > 0 {
		lines = append(lines, fmt.Sprintf(say.coverage, c.Releases, c.From, c.To))
	}
	return lines
}

// Period words the days of a period: "2025-12-15 to 2025-12-21".
func Period(language string, p release.Period) string {
	switch {
	case language != "ko" || p.From == p.To:
		return p.String()
	case p.To.IsZero():
		return p.From.String() + " 이후"
	case p.From.IsZero():
		return p.To.String() + " 이전"
	}
	return p.From.String() + " ~ " + p.To.String()
}

func nearest(a answer.Answer) []string {
	if len(a.Refusal.Nearest) == 0 {
		return nil
	}
	lines := []string{of(a.Language).nearest}
	for _, n := range a.Refusal.Nearest {
		lines = append(lines, fmt.Sprintf("%s%s · %s", Bullet, n.Date, by(n.By, unmarked(n.Title))))
	}
	return lines
}

// Notices are short lines that a reader should know beside an answer.
func Notices(a answer.Answer) []string {
	say := of(a.Language)
	var lines []string
	for _, n := range a.Notices {
		line := say.notices[n.Code]
		switch {
		case n.Missing != "":
			line = fmt.Sprintf(line, n.Missing)
		case strings.Contains(line, "%s"):
			line = fmt.Sprintf(line, say.troubles[n.Trouble])
		case strings.Contains(line, "%d"):
			line = fmt.Sprintf(line, n.N)
		}
		lines = append(lines, line)
	}
	if slices.ContainsFunc(a.Claims, func(c answer.Claim) bool { return c.Status == answer.StatusNotStated }) {
		lines = append(lines, say.notFound)
	}
	if n := len(a.Removed); n > 0 && !a.Abstained() {
		lines = append(lines, Removed(a.Language, n))
	}
	return lines
}

// Removed says how many sentences were taken out of an answer.
func Removed(language string, n int) string {
	say := of(language).removed
	if n == 1 {
		return say[0]
	}
	return fmt.Sprintf(say[1], n)
}
