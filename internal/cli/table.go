package cli

import (
	"cmp"
	"slices"
	"strings"
)

// column says how a column of a table gives way when the terminal is narrow.
type column struct {
	title string
	most  int // columns at most where the width is limited; 0: no limit
	flex  int // shrinks first, down to this many columns; 0: keeps its width
	drop  int // is left out when nothing else helps, the highest first; 0: never
	right bool
}

const gap = 2 // columns between two columns

// table writes rows aligned, with a faint heading on a terminal, never wider than it. It writes nothing without rows.
func (p *printer) table(cols []column, rows [][]span) { p.tableWith(cols, rows, func(int) {}) }

// tableWith calls below after each row, to write what belongs under it.
func (p *printer) tableWith(cols []column, rows [][]span, below func(row int)) {
	if len(rows) == 0 {
		return
	}
	rows = cleanRows(rows)
	widths := naturalWidths(cols, rows, p.tty, p.width > 0)
	shown := make([]int, len(cols))
	for i := range cols {
		shown[i] = i
	}
	shown = slices.DeleteFunc(shown, func(i int) bool { return widths[i] == 0 })
	if p.width > 0 {
		shown = fit(cols, widths, shown, p.width)
	}
	if p.tty && slices.ContainsFunc(cols, func(c column) bool { return c.title != "" }) {
		head := make([]span, len(cols))
		for i, c := range cols {
			head[i] = faint(c.title)
		}
		p.row(cols, widths, shown, head)
	}
	for n, r := range rows {
		p.row(cols, widths, shown, r)
		below(n)
	}
}

func (p *printer) row(cols []column, widths, shown []int, cells []span) {
	var line []span
	for n, i := range shown {
		cell := cells[i].cut(widths[i])
		pad := cell.padding(widths[i])
		if n > 0 {
			line = append(line, say(strings.Repeat(" ", gap)))
		}
		if cols[i].right {
			line = append(line, say(pad), cell)
		} else {
			line = append(line, cell, say(pad))
		}
	}
	p.line(line...)
}

func cleanRows(rows [][]span) [][]span {
	out := make([][]span, len(rows))
	for i, r := range rows {
		out[i] = make([]span, len(r))
		for j, s := range r {
			out[i][j] = span{cleanLine(s.text), s.style}
		}
	}
	return out
}

func naturalWidths(cols []column, rows [][]span, heads, limited bool) []int {
	widths := make([]int, len(cols))
	for i, c := range cols {
		for _, r := range rows {
			widths[i] = max(widths[i], r[i].width())
		}
		if limited && c.most > 0 {
			widths[i] = min(widths[i], c.most)
		}
		if heads && widths[i] > 0 {
			widths[i] = max(widths[i], say(c.title).width())
		}
	}
	return widths
}

// fit shrinks the flexible columns, the first as the last, then leaves columns out, until the line fits into width.
func fit(cols []column, widths, shown []int, width int) []int {
	for {
		over := total(widths, shown) - width
		for _, i := range slices.Backward(shown) {
			if over > 0 && cols[i].flex > 0 && widths[i] > cols[i].flex {
				take := min(over, widths[i]-cols[i].flex)
				widths[i] -= take
				over -= take
			}
		}
		if over <= 0 {
			return shown
		}
		last := slices.MaxFunc(shown, func(a, b int) int { return cmp.Compare(cols[a].drop, cols[b].drop) })
		if cols[last].drop == 0 {
			return shown // p.line cuts the rest
		}
		shown = slices.DeleteFunc(shown, func(i int) bool { return i == last })
	}
}

func total(widths, shown []int) int {
	n := gap * (len(shown) - 1)
	for _, i := range shown {
		n += widths[i]
	}
	return n
}
