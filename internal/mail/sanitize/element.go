package sanitize

import "golang.org/x/net/html/atom"

// element is an element that may stand in the page; 0 is any other.
type element uint8

// traits say how an element behaves.
type traits uint16

const (
	isVoid      traits = 1 << iota // without an end tag
	isBlock                        // ends an open paragraph
	isCell                         // an end tag inside does not reach out of it
	isTablePart                    // reaches out of cells
	isSized                        // may have width and height
	isInTable                      // stands nowhere but in a table
	marksText                      // goes on in the next block where one ends before it
)

// The elements that the code names.
const (
	elA element = iota + 1
	elCaption
	elCol
	elColgroup
	elDd
	elDiv
	elDt
	elFont
	elHr
	elImg
	elLi
	elOl
	elP
	elTable
	elTbody
	elTd
	elTfoot
	elTh
	elThead
	elTr
	elUl
	elPre
	elOther // those that follow in the table have nothing special
)

const maxElements = 96

// elements is the table of what may stand in the page. It is built once for each page.
type elements struct {
	of    map[atom.Atom]element
	name  [maxElements]string
	trait [maxElements]traits
	quote element // <blockquote>
}

func newElements() *elements {
	t := &elements{of: make(map[atom.Atom]element, maxElements)}
	add := func(e element, a atom.Atom, is traits) {
		t.of[a], t.name[e], t.trait[e] = e, a.String(), is
	}
	add(elA, atom.A, 0)
	add(elCaption, atom.Caption, isCell|isInTable)
	add(elCol, atom.Col, isVoid|isSized|isInTable)
	add(elColgroup, atom.Colgroup, isSized|isInTable)
	add(elDd, atom.Dd, 0)
	add(elDiv, atom.Div, isBlock)
	add(elDt, atom.Dt, 0)
	add(elFont, atom.Font, marksText)
	add(elHr, atom.Hr, isVoid|isBlock|isSized)
	add(elImg, atom.Img, isVoid|isSized)
	add(elLi, atom.Li, 0)
	add(elOl, atom.Ol, isBlock)
	add(elP, atom.P, isBlock)
	add(elPre, atom.Pre, isBlock)
	add(elTable, atom.Table, isBlock|isTablePart|isSized)
	add(elTbody, atom.Tbody, isTablePart|isInTable)
	add(elTd, atom.Td, isCell|isSized|isInTable)
	add(elTfoot, atom.Tfoot, isTablePart|isInTable)
	add(elTh, atom.Th, isCell|isSized|isInTable)
	add(elThead, atom.Thead, isTablePart|isInTable)
	add(elTr, atom.Tr, isTablePart|isSized|isInTable)
	add(elUl, atom.Ul, isBlock)
	next := elOther
	for _, a := range [...]atom.Atom{
		atom.Address, atom.Article, atom.Aside, atom.Blockquote, atom.Center, atom.Dl, atom.Figure, atom.Footer, atom.H1, atom.H2, atom.H3,
		atom.H4, atom.H5, atom.H6, atom.Header, atom.Main, atom.Nav, atom.Section,
	} {
		add(next, a, isBlock)
		next++
	}
	for _, a := range [...]atom.Atom{
		atom.Abbr, atom.Bdi, atom.Bdo, atom.Cite, atom.Del, atom.Dfn, atom.Figcaption, atom.Ins, atom.Kbd, atom.Mark, atom.Q, atom.Rp, atom.Rt,
		atom.Ruby, atom.Samp, atom.Span, atom.Sub, atom.Sup, atom.Time, atom.Var,
	} {
		add(next, a, 0)
		next++
	}
	for _, a := range [...]atom.Atom{
		atom.B, atom.Big, atom.Code, atom.Em, atom.I, atom.S, atom.Small, atom.Strike, atom.Strong, atom.Tt, atom.U,
	} {
		add(next, a, marksText)
		next++
	}
	t.quote = t.of[atom.Blockquote]
	add(next, atom.Br, isVoid)
	add(next+1, atom.Wbr, isVoid)
	return t
}

// dropsContent: what stands in it is nothing to read. The tokenizer takes it as raw text.
func dropsContent(a atom.Atom) bool {
	switch a {
	case atom.Script, atom.Title, atom.Iframe, atom.Noembed, atom.Noframes, atom.Noscript:
		return true
	}
	return false
}

// closes: the open element ends where the new one begins (HTML's optional end tags).
func (t *elements) closes(open, next element) bool {
	switch open {
	case elP:
		return t.trait[next]&isBlock != 0
	case elLi:
		return next == elLi
	case elDt, elDd:
		return next == elDt || next == elDd
	case elTd, elTh:
		return next == elTd || next == elTh || next == elTr || next == elTbody || next == elTfoot
	case elTr:
		return next == elTr || next == elTbody || next == elTfoot
	case elThead, elTbody, elTfoot:
		return next == elTbody || next == elTfoot || next == elThead
	}
	return false
}
