package grounding

import (
	"strings"

	"motirbot/internal/sentences"
	"motirbot/internal/words"
)

// passage is one piece of evidence, taken apart once for all claims.
type passage struct {
	Evidence
	sents    []*sentence // the title first
	keys     keys        // every word
	topical  keys        // the title's words: they tell no subject apart
	people   []person
	speaks   []string // for which country each of them speaks
	partners keys     // the countries of the title, and Korea
	done     [][]act  // by sentence
	words    []string // folded, in order: quotations are looked up here
}

// ground is the whole evidence of an answer.
type ground struct {
	lex      *lexicon
	passages []*passage
	byN      map[int]*passage
}

func newGround(evidence []Evidence) *ground {
	g := &ground{lex: newLexicon(baseLexicon), byN: map[int]*passage{}}
	for _, e := range evidence {
		g.lex.learn(e.Title)
		g.lex.learn(e.Text)
	}
	for _, e := range evidence {
		if _, taken := g.byN[e.N]; taken {
			continue
		}
		p := g.lex.passage(e)
		g.passages = append(g.passages, p)
		g.byN[e.N] = p
	}
	return g
}

func (l *lexicon) passage(e Evidence) *passage {
	p := &passage{Evidence: e, keys: keys{}, topical: keys{}}
	title := l.analyse(e.Title, e.Date)
	title.start = -1
	p.sents = append(p.sents, title)
	p.topical.addAll(title.content)
	for _, span := range sentences.Split(e.Text) {
		s := l.analyse(e.Text[span.Start:span.End], e.Date)
		s.start = span.Start
		p.sents = append(p.sents, s)
	}
	for _, s := range p.sents {
		p.keys.addAll(s.all)
	}
	p.resolvePronouns()
	p.readPeople()
	p.readActs()
	for _, s := range p.sents {
		s.owns = s.owned()
	}
	p.words = append(wordsOf(e.Title), "|")
	p.words = append(p.words, wordsOf(e.Text)...)
	return p
}

func wordsOf(s string) []string {
	var out []string
	for _, t := range words.Split(s) {
		if !t.Joined {
			out = append(out, t.Text)
		}
	}
	return out
}

// learn adds the abbreviations that a text defines: "Korea Trade Commission
// (KTC)", "tariff rate quota (TRQ)", "(hereinafter 'MOTIR')".
func (l *lexicon) learn(s string) {
	t := cutText(s)
	for i := range t.toks {
		at := i
		if t.word(i) == "hereinafter" {
			at++
		}
		if !strings.Contains(t.gap(i), "(") || !isAbbreviation(t.raw(at)) {
			continue
		}
		if first := t.expansion(i, strings.TrimSuffix(t.raw(at), "s")); first >= 0 {
			start, end := t.span(first, i)
			key := keyOf(t.raw(at))
			if _, known := l.lookup(strings.Join(stemsOf(t.s[start:end]), " ")); !known {
				l.add(t.s[start:end], key)
			}
		}
	}
}

func isAbbreviation(raw string) bool {
	raw = strings.TrimSuffix(raw, "s")
	return len(raw) >= 2 && len(raw) <= 8 && strings.ToUpper(raw) == raw && strings.ToLower(raw) != raw
}

// expansion walks back from token end over words whose initials spell the
// abbreviation, function words aside, and returns the first of them, or -1.
func (t text) expansion(end int, abbreviation string) int {
	letters := []rune(strings.ToLower(abbreviation))
	at := end
	for n := len(letters); n > 0; {
		at--
		w := t.word(at)
		switch {
		case w == "" || end-at > 2*len(letters)+2:
			return -1
		case []rune(w)[0] == letters[n-1]:
			n--
		case !functionWord(w) || n == len(letters):
			return -1
		}
	}
	return at
}

var pronouns = wordSet("it its they their them one this these that those both he she his her")

// resolvePronouns lends the figures of a sentence that starts with a pronoun
// ("The first one took place", "It recommends") the words of the one before.
func (p *passage) resolvePronouns() {
	for i := 2; i < len(p.sents); i++ {
		s := p.sents[i]
		if !pronouns[s.word(0)] && !pronouns[s.word(1)] && !pronouns[s.word(2)] {
			continue
		}
		for k := range s.facts {
			if len(s.facts[k].own) <= 2 {
				s.facts[k].lent = p.sents[i-1].content
			}
		}
	}
}
