using RunBroker.AdminWeb.Frame;

namespace RunBroker.AdminWeb.Connections;

public sealed record RuleWords : IWords<RuleWords>
{
    public required string Title { get; init; }
    public required Func<string, string> Lead { get; init; }
    public required string Help { get; init; }
    public required Func<string, string> GuideClaim { get; init; }
    public required Func<int, string> Rule { get; init; }
    public required string Claim { get; init; }
    public required string OperatorLabel { get; init; }
    public required Func<string, string> Operator { get; init; }
    public required string Value { get; init; }
    public required string Role { get; init; }
    public required string Up { get; init; }
    public required Func<int, string> UpOf { get; init; }
    public required string Remove { get; init; }
    public required Func<int, string> RemoveOf { get; init; }
    public required string Add { get; init; }
    public required string NoneYet { get; init; }

    /// <summary><c>role_rules[2].value</c> in words.</summary>
    public string Where(string at)
    {
        if (at.Split('[', ']') is not [_, var number, var part] || !int.TryParse(number, out var i))
            return Title;
        return part.TrimStart('.') switch
        {
            "claim" => $"{Rule(i + 1)}, {Claim}",
            "operator" => $"{Rule(i + 1)}, {OperatorLabel}",
            "value" => $"{Rule(i + 1)}, {Value}",
            "role" => $"{Rule(i + 1)}, {Role}",
            _ => Rule(i + 1),
        };
    }

    public static RuleWords English { get; } = new()
    {
        Title = "Role rules",
        Lead = role => $"Roles are made anew at every sign-in from what the provider says. Who meets no rule gets the role {role}.",
        Help = "All rules that a person meets give their role; the first of them gives the main one. Leave all fields of a row empty to drop it.",
        GuideClaim = claim => $"Set up as in its guide, this provider sends groups in {claim}.",
        Rule = at => $"Rule {at}",
        Claim = "Claim",
        OperatorLabel = "Condition",
        Operator = op => op switch
        {
            "contains" => "contains",
            "equals" => "is exactly",
            "matches" => "matches the pattern",
            _ => op,
        },
        Value = "Value",
        Role = "Role",
        Up = "Move up",
        UpOf = at => $"Move rule {at} up",
        Remove = "Remove",
        RemoveOf = at => $"Remove rule {at}",
        Add = "Add rows",
        NoneYet = "No rule yet",
    };

    public static RuleWords Portuguese { get; } = new()
    {
        Title = "Regras de papéis",
        Lead = role => $"Os papéis são refeitos a cada login a partir do que o provedor diz. Quem não cumpre nenhuma regra recebe o papel {role}.",
        Help = "Todas as regras que uma pessoa cumpre dão o seu papel; a primeira delas dá o principal. Deixe todos os campos de uma linha vazios para descartá-la.",
        GuideClaim = claim => $"Configurado como no guia, este provedor envia os grupos em {claim}.",
        Rule = at => $"Regra {at}",
        Claim = "Claim",
        OperatorLabel = "Condição",
        Operator = op => op switch
        {
            "contains" => "contém",
            "equals" => "é exatamente",
            "matches" => "combina com o padrão",
            _ => op,
        },
        Value = "Valor",
        Role = "Papel",
        Up = "Subir",
        UpOf = at => $"Subir a regra {at}",
        Remove = "Remover",
        RemoveOf = at => $"Remover a regra {at}",
        Add = "Adicionar linhas",
        NoneYet = "Nenhuma regra ainda",
    };
}
