using System.Collections.Immutable;
using RunBroker.Protocol.Saml.Metadata;

namespace RunBroker.Cases;

/// <summary>A SAML connection that lacks what it needs to know of its provider: nobody was sent there.</summary>
internal static class MetadataCauses
{
    public static ImmutableArray<Cause> All { get; } =
    [
        Of(["metadata.Missing"],
            new("The connection does not say all that it needs of the provider",
                "Metadata, entity ID, sign-on URL or certificate is missing. The step says which.",
                "Upload the provider’s metadata, or fill in the missing field."),
            new("A conexão não diz tudo o que precisa sobre o provedor",
                "Faltam metadados, entity ID, URL de login ou certificado. O passo diz qual.",
                "Envie os metadados do provedor ou preencha o campo que falta.")),
        Of(["metadata.NotFetchedYet"],
            new("The provider’s metadata could never be fetched",
                "The connection has an address for it, and that has not answered with metadata yet.",
                "Open the address in a browser; then refresh the connection, or upload the file."),
            new("Os metadados do provedor nunca puderam ser obtidos",
                "A conexão tem um endereço para eles, que ainda não respondeu com metadados.",
                "Abra o endereço em um navegador; depois atualize a conexão ou envie o arquivo.")),
        Of(["metadata.NoUsableKey", Code(MetadataFault.NoUsableCertificate)],
            new("The provider’s certificate cannot be used",
                "No certificate with an RSA key of 2048 bits or an EC key of 256 bits is there to check signatures with.",
                "Upload the certificate that the provider signs with, or let it make a stronger one."),
            new("O certificado do provedor não serve",
                "Não há certificado com chave RSA de 2048 bits ou EC de 256 bits para conferir assinaturas.",
                "Envie o certificado com que o provedor assina, ou faça-o gerar um mais forte.")),
        Of([Code(MetadataFault.Expired)],
            new("The provider’s metadata has expired",
                "Its validUntil is over, so its keys are not trusted any more, and no newer copy could be had.",
                "Refresh the connection, or upload the provider’s current metadata."),
            new("Os metadados do provedor expiraram",
                "O validUntil passou, as chaves dele não valem mais, e não se obteve cópia mais nova.",
                "Atualize a conexão ou envie os metadados atuais do provedor.")),
        Of([Code(MetadataFault.BadValidUntil), Code(MetadataFault.ValidUntilMissing), Code(MetadataFault.ValidTooLong)],
            new("The metadata does not say well how long it is valid", "validUntil is missing, no time, or too far away.",
                "Let the publisher mend the document, or upload metadata of the one provider."),
            new("Os metadados não dizem bem até quando valem", "validUntil falta, não é uma data, ou está longe demais.",
                "Faça quem publica corrigir o documento, ou envie os metadados de um só provedor.")),
        Of([Code(MetadataFault.NotSigned), Code(MetadataFault.BadSignature)],
            new("The metadata is not signed by whom the connection trusts",
                "The connection has a metadata certificate, and the document is not signed, or not with it.",
                "Compare the metadata certificate with the publisher’s, or take it out of the connection."),
            new("Os metadados não foram assinados por quem a conexão confia",
                "A conexão tem um certificado de metadados, e o documento não está assinado, ou não com ele.",
                "Compare o certificado de metadados com o de quem publica, ou retire-o da conexão.")),
        Of(
            [
                Code(MetadataFault.ServiceProvider), Code(MetadataFault.WsFederationOnly), Code(MetadataFault.OldSaml),
                    Code(MetadataFault.NoIdentityProvider),
                Code(MetadataFault.SeveralProviders), Code(MetadataFault.EntityNotFound), Code(MetadataFault.DuplicateEntity),
                    Code(MetadataFault.BadEntityId),
            ],
            new("The metadata does not name the one provider",
                "The document describes no SAML 2.0 identity provider, several, or not the entity ID that the connection is set to.",
                "Upload the metadata of this one identity provider, and compare the entity ID."),
            new("Os metadados não indicam um único provedor",
                "O documento não descreve um provedor de identidade SAML 2.0, descreve vários, ou não o entity ID da conexão.",
                "Envie os metadados deste provedor de identidade e compare o entity ID.")),
        Of(
            [
                Code(MetadataFault.Empty), Code(MetadataFault.TooLarge), Code(MetadataFault.HtmlPage), Code(MetadataFault.JsonDocument),
                Code(MetadataFault.CertificateFile), Code(MetadataFault.PrivateKeyFile), Code(MetadataFault.Base64Text),
                    Code(MetadataFault.AddressOnly),
                Code(MetadataFault.NotUtf8), Code(MetadataFault.Doctype), Code(MetadataFault.NotXml), Code(MetadataFault.TooComplex),
                    Code(MetadataFault.NotMetadata),
            ],
            new("What is kept as metadata is no metadata", "The document is damaged, or another kind of file.",
                "Download the provider’s SAML metadata as a file, and upload that."),
            new("O que está guardado como metadados não é isso", "O documento está danificado ou é outro tipo de arquivo.",
                "Baixe os metadados SAML do provedor como arquivo e envie esse arquivo.")),
        Of([Code(MetadataFault.NoSsoEndpoint), Code(MetadataFault.EndpointNotUrl), Code(MetadataFault.EndpointNotHttps),
            Code(MetadataFault.DangerousEndpoint)],
            new("The metadata has no usable address to sign in at",
                "No single sign-on address for HTTP-Redirect or HTTP-POST is there, or it is not https.",
                "Turn on one of these bindings at the provider, with its outside https address; then fetch the metadata again."),
            new("Os metadados não têm um endereço de login utilizável",
                "Não há endereço de login único para HTTP-Redirect ou HTTP-POST, ou ele não é https.",
                "Ligue um desses bindings no provedor, com o endereço https externo; depois obtenha os metadados de novo.")),
    ];

    private static string Code(MetadataFault fault) => $"metadata.{fault}";

    private static Cause Of(ImmutableArray<string> codes, CauseText english, CauseText portuguese) =>
        new(codes, CauseParty.TenantIt, english, portuguese)
        {
            Console = ConsoleTopic.ProviderMetadata,
            Here = AdminPlace.Connection,
        };
}
