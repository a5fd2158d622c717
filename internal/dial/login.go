package dial

import "errors"

// loginAuth is AUTH LOGIN as every server takes it: the name is the answer to the first question, the password to the
// second, whatever the questions' words are. (go-sasl's sends the name along with the command, which some refuse.)
type loginAuth struct {
	answers []string
}

func (*loginAuth) Start() (mech string, ir []byte, err error) { return "LOGIN", nil, nil }

func (l *loginAuth) Next([]byte) ([]byte, error) {
	if len(l.answers) == 0 {
		return nil, errors.New("a third question in AUTH LOGIN")
	}
	next := []byte(l.answers[0])
	l.answers = l.answers[1:]
	return next, nil
}
