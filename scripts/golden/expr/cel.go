package main

func answerCel(cases []byte) any { return nil }
