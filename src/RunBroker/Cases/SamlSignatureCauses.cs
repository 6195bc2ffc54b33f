using System.Collections.Immutable;
using RunBroker.Protocol.OidcUpstream;
using RunBroker.Protocol.Saml;
using static RunBroker.Cases.SamlCause;

namespace RunBroker.Cases;

/// <summary>Signatures and encryption of SAML messages.</summary>
internal static class SamlSignatureCauses
{
    public static ImmutableArray<Cause> All { get; } =
    [
        Of(SamlReason.NotSigned, "The provider’s answer is not signed",
            new("A resposta do provedor não está assinada",
                "Nem a mensagem nem a assertion dentro dela está assinada; qualquer um poderia tê-la escrito.",
                "Ligue no provedor a assinatura de assertions (ou de respostas) e de mensagens de saída para este aplicativo.")).In(ConsoleTopic.SamlOptions),
        Of(SamlReason.RequiredSignatureMissing, "The provider signs another part than the connection demands",
            new("O provedor assina outra parte, não a que a conexão exige", "Há uma assinatura, mas não na parte exigida.",
                "Faça o provedor assinar a parte indicada aqui. Respostas não pedidas e AES-CBC exigem sempre uma resposta assinada."))
            .In(ConsoleTopic.SamlOptions),
        Of(SamlReason.MisplacedSignature, "There is a signature where none belongs",
            new("Há uma assinatura onde não deveria haver", "Uma assinatura em lugar errado é um ataque de signature wrapping.", Attack)),
        Of(SamlReason.MalformedSignature, "The signature is not of the form that SAML demands",
            new("A assinatura não tem a forma que o SAML exige", "A assinatura está malformada.", Software)).OfSoftware(),
        Of(SamlReason.WrongReference, "The signature is about another part",
            new("A assinatura é de outra parte", "A assinatura se refere a uma parte diferente daquela em que está.", Attack)),
        Of(SamlReason.TransformNotAllowed, "The signature wants a transform that is not accepted",
            new("A assinatura pede uma transformação não aceita",
                "A assinatura quer que a mensagem seja transformada de um modo não aceito.",
                "Configure o provedor para canonicalização exclusiva (xml-exc-c14n), sem outras transformações.")).In(ConsoleTopic.SamlOptions),
        Of(SamlReason.AlgorithmNotAllowed, "The signature uses an algorithm that is not accepted",
            new("A assinatura usa um algoritmo não aceito", "A assinatura usa um algoritmo não aceito, como SHA-1.",
                "Configure no provedor o algoritmo de assinatura deste aplicativo para RSA-SHA256 e o digest para SHA-256.")).In(ConsoleTopic.SamlOptions),
        Of(SamlReason.NoKeyForAlgorithm, "The connection has no certificate of the kind that the provider signs with",
            new("A conexão não tem um certificado do tipo com que o provedor assina", "A chave da assinatura é de outro tipo (RSA ou EC).",
                "Importe os metadados atuais do provedor, ou envie o certificado com que ele assina agora.")).In(ConsoleTopic.SamlCertificate),
        Of(SamlReason.WrongDigest, "The message was changed after it was signed",
            new("A mensagem foi alterada depois de assinada", "O conteúdo não corresponde mais à assinatura.",
                "Procure um proxy, script ou extensão entre provedor e navegador que reescreva formulários. Se não houver, relate como "
                    + "possível ataque.")),
        Of(SamlReason.BadSignature, "No certificate of the connection fits the signature",
            new("Nenhum certificado da conexão corresponde à assinatura", "O provedor tem um certificado novo, ou outra pessoa assinou.",
                "Importe os metadados atuais do provedor, ou envie o certificado de assinatura atual dele. Se forem iguais, relate como "
                    + "possível ataque."))
            .In(ConsoleTopic.SamlCertificate),
        Of(SamlReason.NotEncrypted, "The assertion is not encrypted",
            new("A assertion não está criptografada", "A conexão exige assertions criptografadas, e esta não estava.",
                "Ligue a criptografia de assertions no provedor com o certificado dos nossos metadados, ou desligue a exigência na conexão."))
            .In(ConsoleTopic.Encryption),
        Of(SamlReason.EncryptionNotAllowed, "The assertion is encrypted with an algorithm that is not accepted",
            new("A assertion está criptografada com um algoritmo não aceito", "O algoritmo de criptografia não está entre os aceitos.",
                "Configure o provedor para AES-GCM (AES-128 ou AES-256) com RSA-OAEP para a chave.")).In(ConsoleTopic.Encryption),
        Of(SamlReason.MalformedEncryption, "The encrypted part is not of the form that SAML demands",
            new("A parte criptografada não tem a forma que o SAML exige", "A parte criptografada está malformada.", Software)).OfSoftware(),

        // One text for every way in which decryption can fail, of either protocol: what failed where would help only an attacker (S-085).
        new([Code(SamlReason.DecryptionFailed), OidcCause.Code(UpstreamReason.Undecryptable)], CauseParty.TenantIt,
            new("The encrypted answer could not be opened",
                "It could not be decrypted, or what was in it is not validly signed. More is deliberately not said.",
                "Let the provider take our current encryption key or metadata again, and sign before it encrypts; or turn encryption off "
                    + "there. Or compare the signing certificate: the connection must have the one that the provider signs with now."),
            new("A resposta criptografada não pôde ser aberta",
                "Ela não pôde ser descriptografada, ou o que havia nela não está validamente assinado. Mais do que isso não é dito, de "
                    + "propósito.",
                "Faça o provedor obter de novo a nossa chave de criptografia ou os nossos metadados, e assinar antes de criptografar; ou "
                    + "desligue a criptografia lá. Ou compare o certificado de assinatura: a conexão precisa ter aquele com que o provedor assina agora."))
        {
            Stop = CauseStop.Provider, Here = AdminPlace.Connection, Console = ConsoleTopic.Encryption,
        },
    ];
}
