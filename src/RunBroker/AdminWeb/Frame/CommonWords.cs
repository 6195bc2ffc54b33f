using System.Globalization;

namespace RunBroker.AdminWeb.Frame;

/// <summary>Texts that many admin pages share.</summary>
public sealed record CommonWords : IWords<CommonWords>
{
    public required string Copy { get; init; }
    public required string Copied { get; init; }
    public required string Save { get; init; }
    public required string Saved { get; init; }
    public required string Cancel { get; init; }
    public required string Next { get; init; }
    public required string Pages { get; init; }
    public required string Show { get; init; }
    public required string Delete { get; init; }
    public required string Yes { get; init; }
    public required string No { get; init; }
    public required string Never { get; init; }

    /// <summary>Now and an instant: how long ago within the hour, else the day and the time, in UTC and saying so.</summary>
    public required Func<DateTimeOffset, DateTimeOffset, string> Moment { get; init; }

    public static CommonWords English { get; } = new()
    {
        Copy = "Copy",
        Copied = "Copied",
        Save = "Save",
        Saved = "Saved",
        Cancel = "Cancel",
        Next = "Next",
        Pages = "Pages",
        Show = "Show",
        Delete = "Delete",
        Yes = "Yes",
        No = "No",
        Never = "Never",
        Moment = (now, at) => Minutes(now, at) switch
        {
            0 => "just now",
            1 => "1 minute ago",
            > 0 and < 60 and var minutes => $"{minutes} minutes ago",
            _ => at.UtcDateTime.ToString("ddd, d MMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture),
        },
    };

    public static CommonWords Portuguese { get; } = new()
    {
        Copy = "Copiar",
        Copied = "Copiado",
        Save = "Salvar",
        Saved = "Salvo",
        Cancel = "Cancelar",
        Next = "Próximos",
        Pages = "Páginas",
        Show = "Mostrar",
        Delete = "Excluir",
        Yes = "Sim",
        No = "Não",
        Never = "Nunca",
        Moment = (now, at) => Minutes(now, at) switch
        {
            0 => "agora mesmo",
            1 => "há 1 minuto",
            > 0 and < 60 and var minutes => $"há {minutes} minutos",
            _ => at.UtcDateTime.ToString($"ddd, d MMM yyyy, HH:mm 'UTC'", Brazil),
        },
    };

    // Made here, so that it is the same on a machine without culture data (InvariantGlobalization).
    private static readonly DateTimeFormatInfo Brazil = new()
    {
        AbbreviatedDayNames = ["dom.", "seg.", "ter.", "qua.", "qui.", "sex.", "sáb."],
        AbbreviatedMonthNames = ["jan.", "fev.", "mar.", "abr.", "maio", "jun.", "jul.", "ago.", "set.", "out.", "nov.", "dez.", ""],
        AbbreviatedMonthGenitiveNames = ["jan.", "fev.", "mar.", "abr.", "maio", "jun.", "jul.", "ago.", "set.", "out.", "nov.", "dez.", ""],
    };

    private static int Minutes(DateTimeOffset now, DateTimeOffset at) =>
        now >= at && now - at < TimeSpan.FromHours(1) ? (int)(now - at).TotalMinutes : -1;
}
