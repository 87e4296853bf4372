package openaitest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
)

const (
	embeddingsPath = "/v1/embeddings"
	chatPath       = "/v1/chat/completions"
	invalidRequest = "invalid_request_error"
	created        = 1766016000 // 2025-12-18, fixed so that answers can be compared
)

// apiError is the error object of the protocol.
type apiError struct {
	Message string  `json:"message"`
	Type    string  `json:"type"`
	Param   *string `json:"param"`
	Code    any     `json:"code"`
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // the client may have gone
}

func writeError(w http.ResponseWriter, status int, e apiError) {
	writeJSON(w, status, map[string]apiError{"error": e})
}

// refuse answers 400 about one parameter.
func refuse(w http.ResponseWriter, param, code, message string) {
	e := apiError{Message: message, Type: invalidRequest}
	if param != "" {
		e.Param = &param
	}
	if code != "" {
		e.Code = code
	}
	writeError(w, http.StatusBadRequest, e)
}

func refuseModel(w http.ResponseWriter, model string) {
	writeError(w, http.StatusNotFound, apiError{
		Message: fmt.Sprintf("The model `%s` does not exist or you do not have access to it.", model),
		Type:    invalidRequest, Code: "model_not_found",
	})
}

// refuseKey masks the key as the real server does: its ends stay readable.
func refuseKey(w http.ResponseWriter, r *http.Request) {
	key, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !ok {
		writeError(w, http.StatusUnauthorized, apiError{Message: "You didn't provide an API key.", Type: invalidRequest})
		return
	}
	if len(key) > 8 {
		key = key[:4] + strings.Repeat("*", len(key)-8) + key[len(key)-4:]
	}
	writeError(w, http.StatusUnauthorized, apiError{
		Message: "Incorrect API key provided: " + key + ".", Type: invalidRequest, Code: "invalid_api_key",
	})
}

// decode reads a request body as strictly as the real server does, and answers
// itself when it cannot.
func decode(w http.ResponseWriter, raw []byte, into any) bool {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	err := d.Decode(into)
	if err == nil && d.Decode(&struct{}{}) != io.EOF {
		err = errors.New("more than one JSON value")
	}
	if err == nil {
		return true
	}
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		refuse(w, wrong.Field, "invalid_type", fmt.Sprintf("Invalid type for '%s': got %s.", wrong.Field, wrong.Value))
		return false
	}
	if _, field, ok := strings.Cut(err.Error(), "unknown field "); ok {
		field = strings.Trim(field, `"`)
		refuse(w, field, "unknown_parameter", fmt.Sprintf("Unrecognized request argument supplied: %s", field))
		return false
	}
	refuse(w, "", "", "We could not parse the JSON body of your request.")
	return false
}
