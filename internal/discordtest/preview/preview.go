// Package preview draws messages the way Discord's themes do, roughly:
// from the JSON of messages it makes one HTML page, to be looked at in a
// browser. It is for tests and pictures only. With DIR a folder from the root:
//
//	go test ./bot -run TestGallery -args -show DIR
//	go test ./internal/discordtest/preview -run TestFiles -args -out DIR/page.html DIR/*.json
package preview

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"html/template"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Options say how a page is drawn. The zero value is English in UTC.
type Options struct {
	Title string         // of the page; "Preview" when empty
	Zone  *time.Location // in which times are shown; UTC when nil
	Now   time.Time      // what relative times count from; time.Now when zero
	Light bool           // the light theme; else the dark one
}

//go:embed page.html
var pageHTML string

// Page draws messages, each as Discord's API holds it, first to last.
func Page(messages []json.RawMessage, opts Options) ([]byte, error) {
	if opts.Title == "" {
		opts.Title = "Preview"
	}
	if opts.Zone == nil {
		opts.Zone = time.UTC
	}
	if opts.Now.IsZero() {
		opts.Now = time.Now()
	}
	decoded := make([]message, len(messages))
	for i, raw := range messages {
		if err := json.Unmarshal(raw, &decoded[i]); err != nil {
			return nil, fmt.Errorf("message %d: %w", i+1, err)
		}
	}
	page, err := template.New("page").Funcs(helpers(opts)).Parse(pageHTML)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	if err := page.Execute(&out, map[string]any{"Title": opts.Title, "Light": opts.Light, "Messages": decoded}); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// helpers are the functions that the template calls.
func helpers(opts Options) template.FuncMap {
	writer := markdownWriter{zone: opts.Zone, now: opts.Now}
	return template.FuncMap{
		"markdown": func(s string) template.HTML { return template.HTML(writer.blocks(s)) },
		"line":     func(s string) template.HTML { return template.HTML(writer.inline(s, false)) },
		"colour":   func(n int) template.CSS { return template.CSS(fmt.Sprintf("#%06x", n&0xffffff)) },
		"letter":   letter,
		"clock":    func(t time.Time) string { return t.In(opts.Zone).Format("1/2/06, 3:04 PM") },
	}
}

// letter is what stands in an avatar's circle.
func letter(name string) string {
	r, _ := utf8.DecodeRuneInString(strings.TrimSpace(name))
	return string(unicode.ToUpper(r))
}

// message is the part of a message that is drawn.
type message struct {
	Author      author      `json:"author"`
	Content     string      `json:"content"`
	Timestamp   time.Time   `json:"timestamp"`
	Edited      *time.Time  `json:"edited_timestamp"`
	Flags       int         `json:"flags"`
	Embeds      []embed     `json:"embeds"`
	Components  []component `json:"components"`
	Interaction *struct {
		Name string `json:"name"`
		Type int    `json:"type"`
		User author `json:"user"`
	} `json:"interaction"`
	Referenced *message `json:"referenced_message"`
}

// Ephemeral reports whether one person alone sees the message.
func (m message) Ephemeral() bool { return m.Flags&(1<<6) != 0 }

// Command is the command the message answers, or empty.
func (m message) Command() string {
	if m.Interaction == nil || m.Interaction.Type != 2 {
		return ""
	}
	return m.Interaction.Name
}

// ShowsEdited reports whether Discord marks the message as edited: it marks
// words outside embeds only.
func (m message) ShowsEdited() bool { return m.Edited != nil && m.Content != "" }

type author struct {
	Username   string `json:"username"`
	GlobalName string `json:"global_name"`
	Bot        bool   `json:"bot"`
}

// Name is what others see.
func (a author) Name() string {
	if a.GlobalName != "" {
		return a.GlobalName
	}
	return a.Username
}

type embed struct {
	Title       string  `json:"title"`
	URL         string  `json:"url"`
	Description string  `json:"description"`
	Color       int     `json:"color"`
	Fields      []field `json:"fields"`
	Footer      struct {
		Text string `json:"text"`
	} `json:"footer"`
	Timestamp *time.Time `json:"timestamp"`
}

type field struct {
	Name   string `json:"name"`
	Value  string `json:"value"`
	Inline bool   `json:"inline"`
}

// component is a row of components, or a button or menu in one.
type component struct {
	Type        int         `json:"type"`
	Components  []component `json:"components"`
	Label       string      `json:"label"`
	Style       int         `json:"style"`
	URL         string      `json:"url"`
	Disabled    bool        `json:"disabled"`
	Placeholder string      `json:"placeholder"`
	Options     []struct {
		Label   string `json:"label"`
		Default bool   `json:"default"`
	} `json:"options"`
	Picked []struct {
		ID string `json:"id"`
	} `json:"default_values"`
	Emoji struct {
		Name string `json:"name"`
	} `json:"emoji"`
}

// IsButton tells buttons from menus.
func (c component) IsButton() bool { return c.Type == 2 }

// Chosen is what a menu shows while it is closed.
func (c component) Chosen() string {
	for _, option := range c.Options {
		if option.Default {
			return option.Label
		}
	}
	if len(c.Picked) == 0 {
		return c.Placeholder
	}
	var ids []string
	for _, picked := range c.Picked {
		ids = append(ids, "@"+picked.ID)
	}
	return strings.Join(ids, " ")
}

// Class names the look of a button.
func (c component) Class() string {
	switch c.Style {
	case 1:
		return "primary"
	case 3:
		return "success"
	case 4:
		return "danger"
	}
	return "secondary"
}
