package main

import (
	"bytes"
	"testing"

	"motirbot/answer/quote"
	"motirbot/eval"
)

// Weights are of use only for the features that they were fitted to.
func TestWeightsAreOfTheseFeatures(t *testing.T) {
	var out bytes.Buffer
	a := newApp(nil, &bytes.Buffer{}, &out, &out)
	lib, err := a.openSample(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer lib.Close()
	asker, err := lib.answers(t.Context(), true)
	if err != nil {
		t.Fatal(err)
	}
	got, err := eval.Fingerprint(t.Context(), asker)
	if err != nil {
		t.Fatal(err)
	}
	if want := quote.Embedded().Fitted.Fingerprint; got != want {
		t.Errorf("the features have fingerprint %s, the weights were fitted to %s: run `make fit`", got, want)
	}
}
