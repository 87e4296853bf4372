package sentences_test

import (
	"strings"
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
		{"company before another suffix", "KHNP Co. Ltd. signed it. Sdn. Bhd. firms came.", []string{"KHNP Co. Ltd. signed it.", "Sdn. Bhd. firms came."}},
		{"company before a title", "Daehan Corp. President Ho Jin spoke. He left.", []string{"Daehan Corp. President Ho Jin spoke.", "He left."}},
		{"time before a zone", "It opens at 10 a.m. KST on Monday. It ends at 5 p.m. Friday.", []string{"It opens at 10 a.m. KST on Monday.", "It ends at 5 p.m. Friday."}},
		{"time before a month", "It opens at 9 a.m. March 3.", []string{"It opens at 9 a.m. March 3."}},
		{"time at the end", "It ended at 5 p.m. Minister Hong left. Nobody stayed until 7 p.m. The hall was shut.", []string{"It ended at 5 p.m.", "Minister Hong left.", "Nobody stayed until 7 p.m.", "The hall was shut."}},
		{"country at the end", "He flew to the U.S. The others stayed. It is R.O.K. Navy land.", []string{"He flew to the U.S.", "The others stayed.", "It is R.O.K. Navy land."}},
		{"initial and name", "J. A. Hong of R. In-ho Co. came.", []string{"J. A. Hong of R. In-ho Co. came."}},
		{"no, and a number", "The answer is No. The talks go on with No. 3 and Nos. 4 and 5.", []string{"The answer is No.", "The talks go on with No. 3 and Nos. 4 and 5."}},
		{"item with a number", "1. Overview of the talks. 2. Results", []string{"1. Overview of the talks.", "2. Results"}},
		{"quotation in a clause", "“We met. We will meet again,” he said. “Good!” she said.", []string{"“We met. We will meet again,” he said.", "“Good!” she said."}},
		{"quotation with straight marks", `He said "We met. All agreed." It ended.`, []string{`He said "We met.`, `All agreed."`, "It ended."}},
		{"Korean quotation", "그는 “힘껏 돕겠다.”고 말했다. 이어 “잘 됐다!”라며 웃었다.", []string{"그는 “힘껏 돕겠다.”고 말했다.", "이어 “잘 됐다!”라며 웃었다."}},
		{"Korean quotation before a space", "그는 \"힘껏 돕겠다.\" 고 말했다. “맞다.” 며 웃었다.", []string{"그는 \"힘껏 돕겠다.\" 고 말했다.", "“맞다.” 며 웃었다."}},
		{"Korean quotation of two sentences", "그는 “만났다. 또 만나겠다.”고 말했다. 끝났다.", []string{"그는 “만났다. 또 만나겠다.”고 말했다.", "끝났다."}},
		{"Korean quotation at the end", "그는 말했다. “만났다.” 회의는 끝났다.", []string{"그는 말했다.", "“만났다.”", "회의는 끝났다."}},
		{"Korean day in points", "회의는 8.18.(화) 서울에서 열렸다. 다음은 2025. 12. 18.(목)이다.", []string{"회의는 8.18.(화) 서울에서 열렸다.", "다음은 2025. 12. 18.(목)이다."}},
		{"Korean month in points", "수출은 ’25.11월 늘었다. ’25. 11월과 12. 3. 서울에서도 그렇다.", []string{"수출은 ’25.11월 늘었다.", "’25. 11월과 12. 3. 서울에서도 그렇다."}},
		{"Korean bracket", "회의가 열렸다.(사진) 양국은 합의했다.", []string{"회의가 열렸다.", "(사진) 양국은 합의했다."}},
		{"Korean numbers of items", "1. 개요\n  가. 일시와 곳", []string{"1. 개요", "가. 일시와 곳"}},
		{"bullets in a line", "△ copper △ steel, △ zinc", []string{"△ copper", "△ steel, △ zinc"}},
		{"Korean bullets in a line", "□ 수출이 늘었다 ㅇ 수입도 늘었다. ※ 붙임 참조", []string{"□ 수출이 늘었다", "ㅇ 수입도 늘었다.", "※ 붙임 참조"}},
		{"Korean bullets in a sentence", "주요 내용은 △ 구리 △ 아연이다. 끝났다.", []string{"주요 내용은 △ 구리 △ 아연이다.", "끝났다."}},
		{"bullet after a full stop", "It ended. △ copper prices. • steel prices", []string{"It ended.", "△ copper prices.", "• steel prices"}},
		{"bullets after a colon", "Items: ○ copper, ○ steel.", []string{"Items: ○ copper, ○ steel."}},
		{"heading", "Opening Remarks\nIt opened.", []string{"Opening Remarks", "It opened."}},
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

func TestHeadingsAndCuts(t *testing.T) {
	for _, c := range []struct{ name, text, headings, cut string }{
		{"prose", "It opened. It closed.\nAll left.", "", ""},
		{"headings", "Opening Remarks\nIt opened.\nVisit to Cairo\nI will go.", "Opening Remarks; Visit to Cairo", ""},
		{"cut in a paragraph", "It opened. It was the indust", "", "It was the indust"},
		{"cut in its own paragraph", "It opened.\nTwo came. All left.\nIt was the", "", "It was the"},
		{"cut by dots", "It opened. It was the…", "", "It was the…"},
		{"list at the end", "The items:\n- copper\n- steel", "The items:", ""},
		{"notes at the end", "Copper\nSteel\nZinc", "Copper; Steel", ""},
		{"table at the end", "It grew.\n| Item | Sum |\n|---|---|\n| Steel | 5 |", "", ""},
		{"quotation at the end", "It opened. He said, “All came.”", "", ""},
		{"one line", "Opening Remarks", "", ""},
		{"Korean without full stops", "회의가 열렸다\n양국이 합의함\n다시 만나기로", "", "다시 만나기로"},
		{"Korean items", "□ 수출 동향\nㅇ 반도체 증가", "", ""},
		{"Korean cut", "회의가 열렸다. 양국은 반도", "", "양국은 반도"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var headings []string
			cut := ""
			for _, s := range sentences.Split(c.text) {
				if s.Heading {
					headings = append(headings, c.text[s.Start:s.End])
				}
				if s.Cut {
					cut = c.text[s.Start:s.End]
				}
			}
			if got := strings.Join(headings, "; "); got != c.headings || cut != c.cut {
				t.Errorf("headings %q, want %q; cut %q, want %q", got, c.headings, cut, c.cut)
			}
		})
	}
}
