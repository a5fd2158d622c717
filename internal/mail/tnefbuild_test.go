package mail

import (
	"bytes"
	"encoding/binary"
	"unicode/utf16"
)

// tnefWriter builds a winmail.dat for tests.
type tnefWriter struct{ b bytes.Buffer }

func newTNEF() *tnefWriter {
	w := &tnefWriter{}
	w.u32(tnefSignature)
	w.u16(7)
	return w
}

func (w *tnefWriter) u16(v uint16) { w.b.Write(binary.LittleEndian.AppendUint16(nil, v)) }
func (w *tnefWriter) u32(v uint32) { w.b.Write(binary.LittleEndian.AppendUint32(nil, v)) }

func (w *tnefWriter) attr(level byte, id uint16, data []byte) *tnefWriter {
	w.b.WriteByte(level)
	w.u16(id)
	w.u16(0)
	w.u32(uint32(len(data)))
	w.b.Write(data)
	sum := uint16(0)
	for _, c := range data {
		sum += uint16(c)
	}
	w.u16(sum)
	return w
}

// file adds a file with its name as Outlook writes it: a short one, and the long one among the properties.
func (w *tnefWriter) file(short, long string, data []byte) *tnefWriter {
	w.attr(2, attAttachRendData, make([]byte, 14))
	w.attr(2, attAttachTitle, append([]byte(short), 0))
	w.attr(2, attAttachData, data)
	return w.attr(2, attAttachment, props(prop{0x3707, mapiUnicode, utf16Bytes(long)}))
}

type prop struct {
	id, kind uint16
	value    []byte
}

func props(list ...prop) []byte {
	w := &tnefWriter{}
	w.u32(uint32(len(list)))
	for _, p := range list {
		w.u16(p.kind)
		w.u16(p.id)
		w.u32(1)
		w.u32(uint32(len(p.value)))
		w.b.Write(p.value)
		w.b.Write(make([]byte, -len(p.value)&3))
	}
	return w.b.Bytes()
}

func utf16Bytes(s string) []byte {
	var b []byte
	for _, u := range utf16.Encode([]rune(s + "\x00")) {
		b = binary.LittleEndian.AppendUint16(b, u)
	}
	return b
}

// storedRTF is PidTagRtfCompressed of the kind that is not compressed.
func storedRTF(rtf string) []byte {
	b := binary.LittleEndian.AppendUint32(nil, uint32(len(rtf)+12))
	b = binary.LittleEndian.AppendUint32(b, uint32(len(rtf)))
	b = append(b, "MELA"...)
	return append(binary.LittleEndian.AppendUint32(b, 0), rtf...)
}
