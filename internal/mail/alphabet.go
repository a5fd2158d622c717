package mail

// The alphabets that detect knows.

func westAlphabets() []alphabet {
	return []alphabet{
		{common: "äöüß", letters: "éèàáêçñ", words: "der die das und ist nicht ich wir mit den ein zu auf im von bitte"},
		{common: "éèàçê", letters: "âîôûùëïüœæÿ", words: "le la les des est que pour dans nous vous et du un une je merci"},
		{common: "áéíóúñ", letters: "üçàèò", words: "el los las que por para con una del se no en su hola gracias"},
		{common: "ãçéáí", letters: "õâêôóúàü", words: "que para com uma os as em por se do da no na bom dia"},
		{common: "àèéìòù", letters: "îóíá", words: "il che di per non con una sono la le del della si grazie"},
		{common: "åäö", letters: "éüàáøæ", words: "och att det som en jag inte har med hej ja on ei se"},
		{common: "æøå", letters: "éöäòóôü", words: "og at det er til en jeg ikke har med hej hei vi"},
		{common: "éëï", letters: "öèáüóêç", words: "de het een van en niet is dat met voor wij ik"},
		{common: "áéíóúýþðæö", letters: "", words: "og er til ekki um"},
	}
}

func centralAlphabets() []alphabet {
	return []alphabet{
		{common: "ąęłśżć", letters: "óńźé", words: "w z na do nie jest dla to i o od ale po"},
		{common: "ěščřžýáí", letters: "éúůďťňóäľĺŕô", words: "na je se v ze to do a ale po za dobr"},
		{common: "őűáéíö", letters: "óüúä", words: "a az hogy nem van egy is ez de meg"},
		{common: "ăâîșțşţ", letters: "éáöüő", words: "de la cu nu este pe ca din sau va am dar ziua"},
		{common: "čćžšđ", letters: "éáöüë", words: "je i na se za da u od ne sam smo su"},
		{common: "äöüß", letters: "éá", words: "der die das und ist nicht ich wir mit den ein zu auf"},
	}
}

func balticAlphabets() []alphabet {
	return []alphabet{
		{common: "ąęėįšųūž", letters: "čäöü", words: "ir yra kad su tai bet po laba diena"},
		{common: "āēīūšļņ", letters: "čģķžōŗäöü", words: "un ir par ar no uz ka labdien"},
		{common: "äõöü", letters: "šž", words: "ja on ei et see kui tere"},
	}
}

func turkish() alphabet {
	return alphabet{common: "ışğçöü", letters: "âîûé", words: "ve bir bu ile de da ne var size"}
}

func cyrillic() alphabet {
	return alphabet{script: true, common: "оеаинтсрвлкмдпуяі", letters: "ыьгзбчйхжшюцщэфъёїєґўјљњђћџ"}
}

func greek() alphabet {
	return alphabet{script: true, common: "αοιετσνηυρπκμλς", letters: "ωγδθχφβξζψάέήίόύώϊϋΐΰ"}
}

func hebrew() alphabet {
	return alphabet{script: true, bare: true, common: "יוהלאתמרבנש", letters: "עדחקפכםסטגזןצךץף"}
}

func arabic() alphabet {
	return alphabet{script: true, bare: true, common: "اليمنترودبه", letters: "عسفحقكةىشجصخطذزثضغظءأإآؤئپچژگ"}
}

func thai() alphabet {
	return alphabet{
		script: true, bare: true, common: "านรกอเงมยลวดทสตะปบคหแจพชขใไโผ่้ีิัืุู็์ำ",
		letters: "ฃฅฆฉซฌญฎฏฐฑฒณถธฝฟภฤฦศษฬฮฯๅๆ",
	}
}
