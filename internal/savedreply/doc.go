// Package savedreply turns Markdown files with front matter into saved replies: it parses and writes the files, keeps
// them as an immutable Library, finds one by a few letters, fills its variables, and makes safe HTML and readable text
// of the result. The first set that ships with a desk is embedded here.
//
// It must not read or write files, know the clock, or send anything: the caller watches the folder, formats times for
// the customer's zone and language, and stops the send while Rendered.Blanks is not empty. A value from outside is never
// read as Markdown, HTML or template.
package savedreply
