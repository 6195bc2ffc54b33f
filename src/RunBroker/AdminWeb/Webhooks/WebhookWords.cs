using RunBroker.AdminWeb.Frame;

namespace RunBroker.AdminWeb.Webhooks;

public sealed record WebhookWords : IWords<WebhookWords>
{
    public required string Webhooks { get; init; }
    public required string Webhook { get; init; }
    public required string Lead { get; init; }
    public required string New { get; init; }
    public required string None { get; init; }
    public required string NoneLead { get; init; }
    public required string Url { get; init; }
    public required string UrlHelp { get; init; }
    public required string Events { get; init; }
    public required string State { get; init; }
    public required string On { get; init; }
    public required string Off { get; init; }
    public required string OffTitle { get; init; }
    public required string OffLead { get; init; }
    public required string Enable { get; init; }
    public required string SignatureNote { get; init; }
    public required string Secret { get; init; }
    public required string SecretTitle { get; init; }
    public required string SecretLead { get; init; }
    public required string Conditions { get; init; }
    public required string ConditionsHelp { get; init; }
    public required string Tag { get; init; }
    public required string Value { get; init; }
    public required string Create { get; init; }
    public required string Deliveries { get; init; }
    public required string DeliveriesNote { get; init; }
    public required string NoDeliveries { get; init; }
    public required string Event { get; init; }
    public required string Attempts { get; init; }
    public required string LastAnswer { get; init; }
    public required string At { get; init; }
    public required string SendAgain { get; init; }
    public required string Rotate { get; init; }
    public required string RotateSays { get; init; }
    public required string DeleteSays { get; init; }
    public required string Deleted { get; init; }

    /// <summary>Of the states of a delivery.</summary>
    public required Func<string, string> StateOf { get; init; }

    public static WebhookWords English { get; } = new()
    {
        Webhooks = "Webhooks",
        Webhook = "Webhook",
        Lead = "Programs of yours that are told when something happens here.",
        New = "New webhook",
        None = "No webhook yet",
        NoneLead = "With one, a program of yours hears of new users, role changes, sign-outs and expiring certificates as they happen.",
        Url = "URL",
        UrlHelp = "Takes a POST with JSON. Any 2xx answer counts as received; everything else is tried again for a day.",
        Events = "Events",
        State = "State",
        On = "On",
        Off = "Off",
        OffTitle = "Switched off by its receiver",
        OffLead = "It answered 410 Gone. Nothing is sent until it is switched on again.",
        Enable = "Switch on",
        SignatureNote = "Each message is signed as Standard Webhooks describes; check the signature with the secret.",
        Secret = "Secret",
        SecretTitle = "Copy the secret now",
        SecretLead = "It is shown this once.",
        Conditions = "Only for users with a tag",
        ConditionsHelp = "One fitting row is enough. An empty value fits any. No row: all users.",
        Tag = "Tag key",
        Value = "Value",
        Create = "Create webhook",
        Deliveries = "Deliveries",
        DeliveriesNote = "The last 20.",
        NoDeliveries = "Nothing was sent yet.",
        Event = "Event",
        Attempts = "Attempts",
        LastAnswer = "Last answer",
        At = "When",
        SendAgain = "Send again",
        Rotate = "New secret",
        RotateSays = "Messages are signed with both the new and the old secret for a day, so that nothing is lost while you change it.",
        DeleteSays = "Nothing more is sent there, and what waits is dropped. This cannot be undone.",
        Deleted = "Webhook deleted.",
        StateOf = state => state switch { "pending" => "Waiting", "delivered" => "Received", "gone" => "Dropped", _ => "Failed" },
    };

    public static WebhookWords Portuguese { get; } = new()
    {
        Webhooks = "Webhooks",
        Webhook = "Webhook",
        Lead = "Programas seus que são avisados quando algo acontece aqui.",
        New = "Novo webhook",
        None = "Nenhum webhook ainda",
        NoneLead = "Com um, um programa seu sabe de novos usuários, mudanças de papel, saídas e certificados por vencer na hora em que acontecem.",
        Url = "URL",
        UrlHelp = "Recebe um POST com JSON. Qualquer resposta 2xx conta como recebida; o resto é tentado de novo por um dia.",
        Events = "Eventos",
        State = "Estado",
        On = "Ligado",
        Off = "Desligado",
        OffTitle = "Desligado pelo receptor",
        OffLead = "Ele respondeu 410 Gone. Nada é enviado até ser ligado de novo.",
        Enable = "Ligar",
        SignatureNote = "Cada mensagem é assinada como descreve o Standard Webhooks; verifique a assinatura com o segredo.",
        Secret = "Segredo",
        SecretTitle = "Copie o segredo agora",
        SecretLead = "Ele é mostrado só esta vez.",
        Conditions = "Só para usuários com uma tag",
        ConditionsHelp = "Basta uma linha que corresponda. Um valor vazio aceita qualquer um. Nenhuma linha: todos os usuários.",
        Tag = "Chave da tag",
        Value = "Valor",
        Create = "Criar webhook",
        Deliveries = "Entregas",
        DeliveriesNote = "As últimas 20.",
        NoDeliveries = "Nada foi enviado ainda.",
        Event = "Evento",
        Attempts = "Tentativas",
        LastAnswer = "Última resposta",
        At = "Quando",
        SendAgain = "Enviar de novo",
        Rotate = "Novo segredo",
        RotateSays = "As mensagens são assinadas com o novo e o antigo por um dia, para que nada se perca na troca.",
        DeleteSays = "Nada mais é enviado para lá, e o que espera é descartado. Não pode ser desfeito.",
        Deleted = "Webhook excluído.",
        StateOf = state => state switch { "pending" => "Esperando", "delivered" => "Recebida", "gone" => "Descartada", _ => "Falhou" },
    };
}
