using RunBroker.AdminWeb.Frame;

namespace RunBroker.AdminWeb.Domains;

public sealed record DomainWords : IWords<DomainWords>
{
    public required string Domains { get; init; }
    public required string Lead { get; init; }
    public required string None { get; init; }
    public required string NoneLead { get; init; }
    public required string Verified { get; init; }
    public required string NotVerified { get; init; }
    public required string VerifiedSince { get; init; }
    public required string HowTo { get; init; }
    public required string RecordName { get; init; }
    public required string RecordValue { get; init; }
    public required string HowLong { get; init; }
    public required string LookNow { get; init; }
    public required string Trust { get; init; }
    public required string Untrust { get; init; }
    public required string Remove { get; init; }
    public required Func<string, string> RemoveSays { get; init; }
    public required string NewDomain { get; init; }
    public required string NewDomainHelp { get; init; }
    public required string Add { get; init; }
    public required string Added { get; init; }
    public required string VerifiedSaid { get; init; }
    public required string Deleted { get; init; }

    public static DomainWords English { get; } = new()
    {
        Domains = "Domains",
        Lead = "Whoever types an address of these domains is sent to your provider. Only of these is an e-mail address passed on as verified.",
        None = "No domain yet",
        NoneLead = "Without one, people come by their app or by a connection’s login URL.",
        Verified = "Verified",
        NotVerified = "Not verified",
        VerifiedSince = "Verified",
        HowTo = "Add this TXT record where your domain’s DNS is kept, then look for it here.",
        RecordName = "Name of the TXT record",
        RecordValue = "Value",
        HowLong = "DNS can take minutes, in bad cases two days. Nothing is lost by looking too early.",
        LookNow = "Look now",
        Trust = "Trust without DNS",
        Untrust = "Take the proof back",
        Remove = "Remove",
        RemoveSays = d => $"Addresses of {d} no longer lead to this tenant. People who are signed in stay so. It can be added and proved again.",
        NewDomain = "Add a domain",
        NewDomainHelp = "What stands after the @ of your people’s addresses, such as acme.example.",
        Add = "Add domain",
        Added = "Added. Now prove that it is yours.",
        VerifiedSaid = "Verified: the record is there.",
        Deleted = "Removed.",
    };

    public static DomainWords Portuguese { get; } = new()
    {
        Domains = "Domínios",
        Lead = "Quem digita um endereço destes domínios é levado ao seu provedor. Só destes um e-mail é repassado como verificado.",
        None = "Nenhum domínio ainda",
        NoneLead = "Sem um domínio, as pessoas chegam pelo app ou pela URL de login de uma conexão.",
        Verified = "Verificado",
        NotVerified = "Não verificado",
        VerifiedSince = "Verificado",
        HowTo = "Adicione este registro TXT onde fica o DNS do seu domínio e depois procure-o aqui.",
        RecordName = "Nome do registro TXT",
        RecordValue = "Valor",
        HowLong = "O DNS pode levar minutos; em casos ruins, dois dias. Procurar cedo demais não estraga nada.",
        LookNow = "Procurar agora",
        Trust = "Confiar sem DNS",
        Untrust = "Retirar a comprovação",
        Remove = "Remover",
        RemoveSays = d => $"Endereços de {d} deixam de levar a este tenant. Quem já fez login continua. O domínio pode ser adicionado e comprovado de novo.",
        NewDomain = "Adicionar um domínio",
        NewDomainHelp = "O que vem depois do @ nos endereços das suas pessoas, como acme.example.",
        Add = "Adicionar domínio",
        Added = "Adicionado. Agora comprove que ele é seu.",
        VerifiedSaid = "Verificado: o registro está lá.",
        Deleted = "Removido.",
    };
}
