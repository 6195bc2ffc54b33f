using RunBroker.AdminWeb.Frame;

namespace RunBroker.AdminWeb.Clients;

public sealed record TrialWords : IWords<TrialWords>
{
    public required string Title { get; init; }
    public required string Try { get; init; }
    public required string TryLead { get; init; }
    public required string Works { get; init; }
    public required string WorksNot { get; init; }
    public required Func<string, string> Lead { get; init; }
    public required string Failed { get; init; }
    public required string FailedLead { get; init; }
    public required string Checks { get; init; }
    /// <summary>By the check's name.</summary>
    public required Func<string, string> Of { get; init; }
    public required string Held { get; init; }
    public required Func<string, string> HeldNot { get; init; }
    public required string Claims { get; init; }
    public required string ClaimsLead { get; init; }
    public required string StaysSignedIn { get; init; }
    public required string Sessions { get; init; }
    public required string Back { get; init; }

    public static TrialWords English { get; } = new()
    {
        Title = "Test app",
        Try = "Try a sign-in",
        TryLead = "Signs you in to a test app of the broker’s own with this app’s scopes, and shows what your app would get. It is a real sign-in.",
        Works = "The sign-in works",
        WorksNot = "The sign-in works, but not everything holds",
        Lead = app => $"This is what {app} gets when you sign in to it.",
        Failed = "The sign-in was refused",
        FailedLead = "Your app would get this error at its redirect URI.",
        Checks = "What an app’s library checks",
        Of = name => name switch
        {
            "iss_parameter" => "The answer names the issuer (iss)",
            "signature" => "The ID token is signed by a published key",
            "iss" => "The ID token is from this issuer",
            "aud" => "The ID token is for the app that asked",
            "nonce" => "The ID token answers this very request (nonce)",
            "exp" => "The ID token is still good (exp)",
            _ => "The access rules let this person in",
        },
        Held = "Yes.",
        HeldNot = name => name == "access" ? "No: this person would be refused by this app. Look at the access rules of tenant and app." : "No: an app would refuse this answer.",
        Claims = "Claims of the ID token",
        ClaimsLead = "Your app finds these in the ID token and at the userinfo endpoint, if it asks for the same scopes.",
        StaysSignedIn = "You stay signed in to the test app as to any other.",
        Sessions = "See where you are signed in",
        Back = "Back to the app",
    };

    public static TrialWords Portuguese { get; } = new()
    {
        Title = "App de teste",
        Try = "Testar um login",
        TryLead = "Faz o seu login em um app de teste do próprio broker, com os escopos deste app, e mostra o que o seu app receberia. É um login de verdade.",
        Works = "O login funciona",
        WorksNot = "O login funciona, mas nem tudo confere",
        Lead = app => $"É isto que {app} recebe quando você faz login nele.",
        Failed = "O login foi recusado",
        FailedLead = "O seu app receberia este erro na redirect URI.",
        Checks = "O que a biblioteca de um app confere",
        Of = name => name switch
        {
            "iss_parameter" => "A resposta diz quem é o issuer (iss)",
            "signature" => "O ID token está assinado por uma chave publicada",
            "iss" => "O ID token é deste issuer",
            "aud" => "O ID token é para o app que o pediu",
            "nonce" => "O ID token responde exatamente a este pedido (nonce)",
            "exp" => "O ID token ainda é válido (exp)",
            _ => "As regras de acesso deixam esta pessoa entrar",
        },
        Held = "Sim.",
        HeldNot = name => name == "access" ? "Não: este app recusaria esta pessoa. Veja as regras de acesso do tenant e do app." : "Não: um app recusaria esta resposta.",
        Claims = "Claims do ID token",
        ClaimsLead = "O seu app os encontra no ID token e no endpoint userinfo, se pedir os mesmos escopos.",
        StaysSignedIn = "O seu login no app de teste continua ativo, como em qualquer outro.",
        Sessions = "Ver onde você tem login ativo",
        Back = "Voltar ao app",
    };
}
