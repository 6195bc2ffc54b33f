using RunBroker.Bench;

var rounds = args is [var text] ? int.Parse(text, System.Globalization.CultureInfo.InvariantCulture) : 15;
using var signed = new SignedResponse();
using var encrypted = new EncryptedResponse();
Table.Print($"A signed response of {signed.Kilobytes:0.0} KB (assertion, RSA-2048)", Pairs.Run(rounds, signed.Works));
Table.Print($"An encrypted response of {encrypted.Kilobytes:0.0} KB (AES-256-GCM for RSA-3072, assertion signed, RSA-2048)", Pairs.Run(rounds, encrypted.Works));
