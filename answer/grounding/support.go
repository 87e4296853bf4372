package grounding

// Soft support, calibrated on the suites in testdata: a claim whose hard facts
// all agree still needs this share of its content words in the cited passages,
// and this share in the best sentence and its neighbours. Every figure, date or
// quotation after the first lets a sentence be worded more freely.
const (
	leastShare  = 0.5
	leastWindow = 0.3
	easing      = 0.1
	floorShare  = 0.25
)

func checkSupport(c *claim, ps []*passage, v *verdict, where string) string {
	if c.hangul {
		return checkHangul(c, ps, v, where)
	}
	found, window, total := 0, 0, len(c.content)
	for w := range c.content {
		for _, p := range ps {
			if p.keys[w] {
				found++
				break
			}
		}
	}
	for _, p := range ps {
		window = max(window, p.window(c.sentence))
	}
	if total == 0 {
		v.share = 1
	} else {
		v.share = float64(found) / float64(total)
	}
	ease := easing * float64(max(0, len(c.facts)+len(c.quotes)-1))
	if total > 0 && (v.share < max(leastShare-ease, floorShare) || float64(window) < max(leastWindow-ease, floorShare)*float64(total)) {
		return "too few of its words are in " + where
	}
	if total == 0 && len(c.facts) == 0 {
		return "it says nothing that could be in " + where
	}
	return ""
}

// checkHangul asks of a Korean sentence, whose words an English release cannot
// hold, that a hard fact or two known terms tie it to the passage. A known term
// that the passage lacks counts against it.
func checkHangul(c *claim, ps []*passage, v *verdict, where string) string {
	known := 0
	for w := range c.content {
		held := false
		for _, p := range ps {
			held = held || p.keys[w]
		}
		if held {
			known++
		}
	}
	v.share = float64(known+1) / float64(len(c.content)+1)
	hard := 0
	for _, n := range v.facts {
		hard += n
	}
	if hard == 0 && known < 2 || v.share < leastShare {
		return "nothing ties it to " + where
	}
	return ""
}

// nearest returns the sentence with most of the claim's words and facts.
func (p *passage) nearest(c *sentence) *sentence {
	var best *sentence
	most := 0
	for _, s := range p.sents[1:] {
		if n := c.affinity(s); n > most {
			best, most = s, n
		}
	}
	return best
}

// affinity weighs shared figures and dates as three words.
func (s *sentence) affinity(o *sentence) int {
	n := s.content.common(o.content) + 3*s.figuresIn(o)
	for i := range s.facts {
		for j := range o.facts {
			f, g := &s.facts[i], &o.facts[j]
			if f.isDate && g.isDate && sameDay(f.date.Period.From, g.date.Period.From) {
				n += 3
				break
			}
		}
	}
	return n
}

// figuresIn counts the figures that o has too.
func (s *sentence) figuresIn(o *sentence) int {
	n := 0
	for i := range s.facts {
		for j := range o.facts {
			f, g := &s.facts[i], &o.facts[j]
			if !f.isDate && !g.isDate && sameFigure(f, g, s.hangul) {
				n++
				break
			}
		}
	}
	return n
}

// window is the most content words of the claim that a sentence holds with its
// neighbours and the title.
func (p *passage) window(c *sentence) int {
	most := c.content.common(p.sents[0].all)
	for i := 1; i < len(p.sents); i++ {
		around := union(p.sents[0].all, p.sents[i].all)
		if i > 1 {
			around.addAll(p.sents[i-1].all)
		}
		if i+1 < len(p.sents) {
			around.addAll(p.sents[i+1].all)
		}
		most = max(most, c.content.common(around))
	}
	return most
}
