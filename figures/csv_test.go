package figures_test

import (
	"strings"
	"testing"

	"motirbot/figures"
	"motirbot/figures/observation"
)

// Numbers stay numbers in a spreadsheet, and texts do not become formulas.
func TestWriteCSV(t *testing.T) {
	var out strings.Builder
	cited := figures.Cited{Title: "=HYPERLINK(1)", Quote: "-2+A1 (cmd)"}
	cited.Observation = observation.Observation{
		Value:  observation.Amount{Written: "-4.1 million", Number: -4.1e6, Unit: "USD"},
		Change: observation.Amount{Written: "+1.8%", Number: 1.8, Unit: "percent"},
	}
	if err := figures.WriteCSV(&out, []figures.Cited{cited}, strings.TrimSpace); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{",-4.1 million,-4100000,USD,", ",+1.8%,1.8,", ",'=HYPERLINK(1),", ",'-2+A1 (cmd)"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in %s", want, out.String())
		}
	}
}
