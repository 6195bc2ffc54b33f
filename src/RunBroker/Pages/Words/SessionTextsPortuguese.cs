using System.Globalization;

namespace RunBroker.Pages.Words;

internal sealed partial record Texts
{
    private static readonly string[] PortugueseDays = ["dom.", "seg.", "ter.", "qua.", "qui.", "sex.", "sáb."];

    private static SessionTexts PortugueseSessions => new()
    {
        Title = "Onde você está conectado",
        Device = (browser, system) => (browser, system) switch
        {
            ({ } b, { } s) => $"{b} no {s}",
            ({ } b, null) => b,
            (null, { } s) => $"Um navegador no {s}",
            _ => "Um navegador",
        },
        Lead = (who, idle, absolute) =>
            $"{who}. Uma sessão termina {idle} depois que você abre um app pela última vez e, no máximo, {absolute} depois do login.",
        LeadAlone = (idle, absolute) => $"Uma sessão termina {idle} depois que você abre um app pela última vez e, no máximo, {absolute} depois do login.",
        PersonAt = (who, tenant) => $"{who} ({tenant})",
        ThisBrowser = "Este navegador",
        LastUsed = "Último uso: {0}",
        Span = PortugueseSpan,
        Life = (used, left, most) => $"{used} de uso; termina depois de mais {left}, a não ser que você abra um app; no máximo {most}",
        Ends = "Termina",
        EndsUnless = "{0}, a não ser que você abra um app antes",
        EndsSurely = "{0}, em qualquer caso",
        AtLatest = "No máximo",
        AtLatestIs = "até {0}",
        AtLatestBy = provider => $"até {{0}}, como determina {provider}",
        SignedIn = "Login",
        SignedInBy = provider => $"{{0}} por {provider}",
        Account = "Sua conta",
        AccountStays = provider => $"Fica em {provider}. Sair aqui deixa você conectado lá.",
        AccountToo = provider => $"Fica em {provider}. Ao sair aqui, pedimos que a sua sessão lá também seja encerrada.",
        Address = "Endereço IP",
        Apps = "Apps usados",
        NoApps = "Nenhum",
        NotTold = "Não recebe aviso quando você sai aqui. Feche as abas dele.",
        MinutesAgo = minutes => minutes < 1 ? "agora mesmo" : minutes == 1 ? "há 1 minuto" : $"há {minutes} minutos",
        When = (at, now) => string.Create(CultureInfo.InvariantCulture,
            $"{PortugueseDays[(int)at.UtcDateTime.DayOfWeek]}, {at.UtcDateTime.Day} {PortugueseMonths[at.UtcDateTime.Month - 1]}{Year(at, now)}, {at.UtcDateTime:HH':'mm} UTC"),
        SignOutOf = apps => apps switch { 0 => "Sair", 1 => "Sair deste app", _ => $"Sair destes {apps} apps" },
        SignOutOn = (button, device) => $"{button} ({device})",
        OddTitle = "Há algo aqui que não é seu?",
        OddLead = tenant => $"Saia de todos os lugares e avise a TI da organização {tenant}: é ela que guarda a sua senha, não nós.",
        OddLeadAlone = tenant => $"Saia e avise a TI da organização {tenant}: é ela que guarda a sua senha, não nós.",
        Everywhere = "Sair de todos os lugares",
        EverywhereLead = (sessions, apps) => $"Isso encerra {(sessions == 2 ? "as duas sessões" : $"todas as {sessions} sessões")} e faz você sair de "
            + $"{(apps == 1 ? "1 app" : $"{apps} apps")}, aqui e nos seus outros navegadores. Você verá quais apps confirmaram. "
            + "Você pode fazer login de novo quando quiser.",
        More = (shown, all) => $"Aparecem as {shown} usadas por último, de {all}. Sair de todos os lugares encerra todas.",
        EndedTitle = device => $"Sessão encerrada: {device}",
        EndedAll = "Todos os apps dessa sessão já sabem disso.",
        EndedSome = (confirmed, all) => $"Apps que já confirmaram: {confirmed} de {all}.",
        EndedProvider = provider => $"Aquele navegador talvez continue conectado em {provider}, onde a sua organização mantém a sua conta.",
        NoneTitle = "Você não está conectado aqui",
        NoneLead = "Este navegador não tem nenhuma sessão. Para fazer login, abra o app que você quer usar; ele leva você ao lugar certo.",
        RefusedTitle = "Nada foi encerrado",
        RefusedLead = "Essa sessão já terminou, ou o botão não estava na sua própria página neste navegador. Veja de novo onde você está conectado.",
    };

    private static string PortugueseSpan(TimeSpan span)
    {
        var (large, small) = Parts(span, "dia", "hora", "minuto");
        return small is null ? Counted(large) : $"{Counted(large)} e {Counted(small.Value)}";

        static string Counted((int Count, string Unit) part) => part.Count == 1 ? $"1 {part.Unit}" : $"{part.Count} {part.Unit}s";
    }
}
