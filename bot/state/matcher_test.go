package state_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"motirbot/bot/state"
)

func TestFind(t *testing.T) {
	choices := []state.Choice{
		{Label: "European Union", Value: "eu", Terms: "EU Brussels 유럽연합"},
		{Label: "Semiconductors", Value: "semiconductors", Terms: "chips 반도체"},
		{Label: "Japan", Value: "japan", Terms: "METI 일본"},
		{Label: "Korea-Japan Economic Dialogue", Value: "kj"},
		{Label: "Steel", Value: "steel", Terms: "철강"},
	}
	tests := []struct {
		typed string
		want  []string
	}{
		{"", []string{"eu", "semiconductors", "japan"}},
		{"eu", []string{"eu"}},
		{"EURO", []string{"eu"}},
		{"semicondcutors", []string{"semiconductors"}},
		{"semicondu", []string{"semiconductors"}},
		{"semycond", []string{"semiconductors"}},
		{"japna", []string{"japan", "kj"}},
		{"japan dialogue", []string{"kj", "japan"}},
		{"반도", []string{"semiconductors"}},
		{"xyzzy", nil},
		{"...", []string{"eu", "semiconductors", "japan"}},
	}
	for _, test := range tests {
		var got []string
		for _, c := range state.NewMatcher(choices).Find(test.typed, 3) {
			got = append(got, c.Value)
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%q: %s", test.typed, diff)
		}
	}
}
