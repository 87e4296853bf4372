package discordtest

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"unicode/utf16"
)

// What Discord's description does not hold: what a bot's message may be long,
// though that of people who pay may be longer, and all embeds together.
const (
	maxContent    = 2000
	maxEmbedTotal = 6000
)

// units counts a text as Discord's strictest reading does: in UTF-16 code
// units, so that an emoji outside the basic plane is two.
func units(text string) int {
	n := 0
	for _, r := range text {
		n += max(1, utf16.RuneLen(r))
	}
	return n
}

// atMost refuses a text that is too long.
func (p *problems) atMost(field, text string, limit int) {
	if units(text) > limit {
		p.add(field, "BASE_TYPE_MAX_LENGTH", fmt.Sprintf("Must be %d or fewer in length.", limit))
	}
}

// notBlank refuses a text of nothing but blanks.
func (p *problems) notBlank(field, text string) {
	if strings.TrimSpace(text) == "" {
		p.required(field)
	}
}

// count refuses a list that is too long.
func (p *problems) count(field string, n, limit int) {
	if n > limit {
		p.add(field, "BASE_TYPE_MAX_LENGTH", fmt.Sprintf("Must be %d or fewer in length.", limit))
	}
}

func (p *problems) required(field string) {
	p.add(field, "BASE_TYPE_REQUIRED", "This field is required")
}

// link refuses an address that Discord would not make clickable.
func (p *problems) link(field, address string, schemes ...string) {
	if address == "" {
		return
	}
	u, err := url.Parse(address)
	switch {
	case err != nil, u.Scheme == "", u.Host == "":
		p.add(field, "URL_TYPE_INVALID_URL", "Not a well formed URL.")
	case !slices.Contains(schemes, strings.ToLower(u.Scheme)):
		p.add(field, "URL_TYPE_INVALID_SCHEME", fmt.Sprintf("Scheme %q must be one of ('%s').", u.Scheme, strings.Join(schemes, "', '")))
	}
}

// checkMessage holds a message body to Discord's limits.
func checkMessage(p *problems, under string, b *messageBody) {
	p.atMost(at(under, "content"), b.Content.Value, maxContent)
	checkEmbeds(p, at(under, "embeds"), b.Embeds.Value)
	checkMentions(p, at(under, "allowed_mentions"), b.AllowedMentions)
	modern := b.Flags.Value&FlagComponentsV2 != 0
	checkComponents(p, at(under, "components"), b.Components.Value, modern)
	if modern && (b.Content.Value != "" || len(b.Embeds.Value) > 0) {
		p.add(at(under, "content"), "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2",
			"The 'content' and 'embeds' fields cannot be used when using MessageFlags.IS_COMPONENTS_V2")
	}
}

// checkMentions refuses what contradicts itself.
func checkMentions(p *problems, under string, a *allowedMentions) {
	if a == nil {
		return
	}
	for kind, ids := range map[string][]string{"users": a.Users, "roles": a.Roles} {
		if len(ids) > 0 && slices.Contains(a.Parse.Value, kind) {
			p.add(under, "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE",
				fmt.Sprintf("parse:[%q] and %s: [ids...] are mutually exclusive.", kind, kind))
		}
	}
}

// checkEmbeds holds embeds to their limits, each and together.
func checkEmbeds(p *problems, under string, embeds []Embed) {
	total := 0
	for i, e := range embeds {
		checkEmbed(p, at(under, i), e)
		total += e.size()
	}
	if total > maxEmbedTotal {
		p.add(under, "MAX_EMBED_SIZE_EXCEEDED", fmt.Sprintf("Embed size exceeds maximum size of %d", maxEmbedTotal))
	}
}

func checkEmbed(p *problems, under string, e Embed) {
	p.link(at(under, "url"), e.URL, "http", "https")
	if e.empty() {
		p.required(at(under, "description"))
	}
	for i, f := range e.Fields {
		p.notBlank(at(under, "fields", i, "name"), f.Name)
		p.notBlank(at(under, "fields", i, "value"), f.Value)
	}
	if e.Footer != nil {
		p.notBlank(at(under, "footer", "text"), e.Footer.Text)
		p.link(at(under, "footer", "icon_url"), e.Footer.IconURL, "http", "https", "attachment")
	}
	if e.Author != nil {
		p.notBlank(at(under, "author", "name"), e.Author.Name)
		p.link(at(under, "author", "url"), e.Author.URL, "http", "https")
		p.link(at(under, "author", "icon_url"), e.Author.IconURL, "http", "https", "attachment")
	}
	for name, media := range map[string]*EmbedMedia{"image": e.Image, "thumbnail": e.Thumbnail} {
		if media != nil {
			p.link(at(under, name, "url"), media.URL, "http", "https", "attachment")
		}
	}
	if e.Timestamp != "" && !isTimestamp(e.Timestamp) {
		p.add(at(under, "timestamp"), "DATE_TIME_TYPE_PARSE", fmt.Sprintf("Could not parse %s. Should be ISO8601.", e.Timestamp))
	}
}

// empty tells whether there is nothing to show, which Discord refuses.
func (e Embed) empty() bool {
	return e.size() == 0 && e.Image == nil && e.Thumbnail == nil && e.Video == nil && e.URL == ""
}

// size is what counts against the 6,000 of a message.
func (e Embed) size() int {
	n := units(e.Title) + units(e.Description)
	for _, f := range e.Fields {
		n += units(f.Name) + units(f.Value)
	}
	if e.Footer != nil {
		n += units(e.Footer.Text)
	}
	if e.Author != nil {
		n += units(e.Author.Name)
	}
	return n
}

// maxFileSize is what a bot may attach where nobody has paid for more.
const maxFileSize = 10 << 20

// checkFiles holds files to what is said of them: each attachment that is new names a
// file of the form by its number, each file is named, and what an embed shows is there.
// It notes their descriptions.
func checkFiles(p *problems, under string, b *messageBody, files []File) {
	names := map[string]bool{}
	for i := range files {
		files[i].Description = ""
		names[files[i].Name] = true
		if files[i].Name == "" || !strings.HasPrefix(files[i].field, "files[") {
			p.add(at(under, "attachments", i), "BASE_TYPE_BAD_TYPE", "A file has to be called files[n] in the form, and to have a name.")
		}
		if files[i].Size > maxFileSize {
			p.add(at(under, "attachments", i), "REQUEST_ENTITY_TOO_LARGE", "Request entity too large")
		}
	}
	for i, a := range b.Attachments.Value {
		id := fmt.Sprint(a["id"])
		described := slices.IndexFunc(files, func(f File) bool { return f.field == "files["+id+"]" })
		if described < 0 && len(id) < 17 { // the id of an attachment that is there already is longer
			p.add(at(under, "attachments", i, "id"), "ATTACHMENT_NOT_FOUND", "Attachment data not found")
			continue
		}
		if text, ok := a["description"].(string); ok && described >= 0 {
			files[described].Description = text
		}
	}
	for i, e := range b.Embeds.Value {
		if e.Image == nil {
			continue
		}
		if name, ok := strings.CutPrefix(e.Image.URL, "attachment://"); ok && !names[name] {
			p.add(at(under, "embeds", i, "image", "url"), "ATTACHMENT_NOT_FOUND", "Attachment "+name+" not found")
		}
	}
}
