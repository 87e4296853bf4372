package delivery_test

func deliverUntilKilled(string) error { return nil }
