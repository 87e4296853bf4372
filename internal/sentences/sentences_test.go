package sentences_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"motirbot/internal/sentences"
)

func split(text string) []string {
	var out []string
	for _, s := range sentences.Split(text) {
		out = append(out, text[s.Start:s.End])
	}
	return out
}

func TestSplit(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"two sentences", "It opened. It closed.", []string{"It opened.", "It closed."}},
		{"no full stop", "K-Trade Opens New Pathways", []string{"K-Trade Opens New Pathways"}},
		{"country in a name", "He met U.S. Trade Representative Greer. They agreed.", []string{"He met U.S. Trade Representative Greer.", "They agreed."}},
		{"country in an agreement", "The Korea-U.S. FTA is in force. It helps.", []string{"The Korea-U.S. FTA is in force.", "It helps."}},
		{"country after a dash", "The Korea–U.S. Standards Forum met.", []string{"The Korea–U.S. Standards Forum met."}},
		{"city", "He is in Washington, D.C. from March 12. He returns.", []string{"He is in Washington, D.C. from March 12.", "He returns."}},
		{"title", "Dr. Kim met Mr. Lee. Prof. Park came.", []string{"Dr. Kim met Mr. Lee.", "Prof. Park came."}},
		{"initial", "Dimitri S. Kerkentzes spoke. J. K. Kim listened.", []string{"Dimitri S. Kerkentzes spoke.", "J. K. Kim listened."}},
		{"number", "See No. 5 of the list. It is short.", []string{"See No. 5 of the list.", "It is short."}},
		{"article", "Under Art. 5 it may. It did.", []string{"Under Art. 5 it may.", "It did."}},
		{"decimals", "Exports were USD 640.2 billion. Imports fell 0.5 percent.", []string{"Exports were USD 640.2 billion.", "Imports fell 0.5 percent."}},
		{"year at the end", "It was so in 2025. Exports rose.", []string{"It was so in 2025.", "Exports rose."}},
		{"month", "It met on Dec. 5 in Seoul. It ended.", []string{"It met on Dec. 5 in Seoul.", "It ended."}},
		{"month before a capital", "Every Sept. Seoul hosts it.", []string{"Every Sept. Seoul hosts it."}},
		{"versus", "Korea vs. Japan was the talk.", []string{"Korea vs. Japan was the talk."}},
		{"quotation", "“It is done.” He left.", []string{"“It is done.”", "He left."}},
		{"question and call", "Why now? Because! It is time.", []string{"Why now?", "Because!", "It is time."}},
		{"lower case after a stop", "He leads KHNP Co. and others. He said so.", []string{"He leads KHNP Co. and others.", "He said so."}},
		{"Korean", "회의가 열렸다. 양국은 합의했다.", []string{"회의가 열렸다.", "양국은 합의했다."}},
		{"Korean date", "회의는 2026. 4. 14.(화) 열렸다. 12.18.(목)~12.19.(금) 이어졌다.", []string{"회의는 2026. 4. 14.(화) 열렸다.", "12.18.(목)~12.19.(금) 이어졌다."}},
		{"whole date", "2025. 12. 16. 오슬로에서 만났다. 논의했다.", []string{"2025. 12. 16. 오슬로에서 만났다.", "논의했다."}},
		{"line breaks", "First line\nSecond line. Third.\n\nFourth", []string{"First line", "Second line.", "Third.", "Fourth"}},
		{"Windows line breaks", "First.\r\nSecond.\r\n", []string{"First.", "Second."}},
		{"bullets on lines", "△ one thing\n△ another thing", []string{"△ one thing", "△ another thing"}},
		{"bullets in a sentence", "The agenda: △ copper, △ the G7, △ projects. It ended.", []string{"The agenda: △ copper, △ the G7, △ projects.", "It ended."}},
		{"white space around", "  It opened.  \t It closed.  ", []string{"It opened.", "It closed."}},
		{"brackets", "The ministry (MOTIR, Minister JK Kim) met. It talked.", []string{"The ministry (MOTIR, Minister JK Kim) met.", "It talked."}},
		{"company at the end", "It went to Boeing Inc. The other stayed.", []string{"It went to Boeing Inc.", "The other stayed."}},
		{"empty", "", nil},
		{"white space", " \n\t\n ", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, split(c.text)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestParagraphs(t *testing.T) {
	var got []int
	for _, s := range sentences.Split("One. Two.\n\n \nThree.\nFour. Five.") {
		got = append(got, s.Paragraph)
	}
	if diff := cmp.Diff([]int{0, 0, 1, 2, 2}, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}
