package discordtest

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strings"
)

// maxBody is more than any request of a bot without large files.
const maxBody = 32 << 20

// field is a JSON field that knows whether it was sent, null included.
type field[T any] struct {
	Set   bool
	Value T
}

// UnmarshalJSON notes that the field was there.
func (f *field[T]) UnmarshalJSON(raw []byte) error {
	f.Set = true
	return json.Unmarshal(raw, &f.Value)
}

// messageBody is what all requests that write a message have in common.
type messageBody struct {
	Content         field[string]      `json:"content"`
	Embeds          field[[]Embed]     `json:"embeds"`
	Components      field[[]Component] `json:"components"`
	AllowedMentions *allowedMentions   `json:"allowed_mentions"`
	Flags           field[int]         `json:"flags"`
	Attachments     field[[]object]    `json:"attachments"`
	StickerIDs      []string           `json:"sticker_ids"`
	Poll            json.RawMessage    `json:"poll"`
	TTS             bool               `json:"tts"`
	Nonce           nonce              `json:"nonce"`
	EnforceNonce    bool               `json:"enforce_nonce"`
	Reference       *reference         `json:"message_reference"`
}

// reference is the message that another one answers.
type reference struct {
	MessageID       string `json:"message_id"`
	ChannelID       string `json:"channel_id"`
	FailIfNotExists *bool  `json:"fail_if_not_exists"`
}

// nonce is a string or a number that the sender chose.
type nonce string

// UnmarshalJSON takes both forms.
func (n *nonce) UnmarshalJSON(raw []byte) error {
	if string(raw) == "null" {
		return nil
	}
	*n = nonce(strings.Trim(string(raw), `"`))
	return nil
}

// readBody takes the JSON and the files out of a request.
func readBody(r *http.Request) (payload []byte, files []File, err error) {
	raw, err := io.ReadAll(io.LimitReader(r.Body, maxBody))
	if err != nil {
		return nil, nil, err
	}
	kind, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err == nil && kind == "multipart/form-data" {
		return readMultipart(raw, params["boundary"])
	}
	return raw, nil, nil
}

// readMultipart parts payload_json from the files.
func readMultipart(raw []byte, boundary string) (payload []byte, files []File, err error) {
	reader := multipart.NewReader(bytes.NewReader(raw), boundary)
	for {
		part, err := reader.NextPart()
		if errors.Is(err, io.EOF) {
			return payload, files, nil
		}
		if err != nil {
			return nil, nil, err
		}
		data, err := io.ReadAll(part)
		if err != nil {
			return nil, nil, err
		}
		if part.FormName() == "payload_json" {
			payload = data
			continue
		}
		files = append(files, File{
			Name: part.FileName(), ContentType: part.Header.Get("Content-Type"),
			Size: len(data), Data: data, field: part.FormName(),
		})
	}
}

// decode reads the call's JSON into v. What does not fit becomes a problem at
// its field.
func (c *call) decode(v any, p *problems) {
	c.decodeAt(c.payload, "", v, p)
}

func (c *call) decodeAt(raw []byte, under string, v any, p *problems) {
	if len(bytes.TrimSpace(raw)) == 0 {
		return
	}
	err := json.Unmarshal(raw, v)
	var mismatch *json.UnmarshalTypeError
	switch {
	case errors.As(err, &mismatch):
		p.add(at(under, mismatch.Field), "BASE_TYPE_BAD_TYPE", "Could not interpret "+mismatch.Value+" here.")
	case err != nil:
		p.add(under, "BASE_TYPE_BAD_TYPE", err.Error())
	}
}
