using System.Collections;
using System.Reflection;
using Microsoft.AspNetCore.Http;
using RunBroker.Pages;
using RunBroker.Pages.Words;

namespace RunBroker.Tests.Pages;

public sealed class TextsTests
{
    private static readonly PropertyInfo[] Properties =
        [.. typeof(Texts).GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.Name != nameof(Texts.Other))];

    [Fact]
    public void Every_text_is_there_and_is_translated()
    {
        foreach (var property in Properties)
        {
            var english = Sentences(property.GetValue(Texts.English)).ToArray();
            var portuguese = Sentences(property.GetValue(Texts.Portuguese)).ToArray();
            Assert.NotEmpty(english);
            Assert.Equal(english.Length, portuguese.Length);
            Assert.All(english.Concat(portuguese), text => Assert.False(string.IsNullOrWhiteSpace(text), property.Name));
            Assert.All(english.Zip(portuguese), pair => Assert.NotEqual(pair.First, pair.Second));
        }
    }

    [Fact]
    public void Every_error_has_every_part_in_both_languages()
    {
        foreach (var texts in new[] { Texts.English, Texts.Portuguese })
        {
            Assert.Equal(Enum.GetValues<ErrorReason>(), texts.Errors.Keys.Order());
            Assert.Equal(Enum.GetValues<AppSignOut>(), texts.AppStates.Keys.Order());
            Assert.Equal(Enum.GetValues<UpstreamOutcome>(), texts.UpstreamStates.Keys.Order());
            Assert.All(texts.Errors.Values, text => Assert.False(text.Title.EndsWith('.'), text.Title));
            Assert.All(texts.Errors.Values, text => Assert.EndsWith(".", text.Lead, StringComparison.Ordinal));
            Assert.All(texts.Errors.Values, text => Assert.EndsWith(".", text.Do, StringComparison.Ordinal));
            Assert.All(texts.Errors.Values, text => Assert.InRange(text.Stop.Length, 4, 22));
        }

        Assert.All(Enum.GetValues<ErrorReason>(), reason => Assert.True(Enum.IsDefined(ErrorTexts.Facts(reason).Place)));
    }

    [Theory]
    [Spec("TG-24")]
    [InlineData(ErrorReason.MissingEmail, "Email", "e-mail")]
    [InlineData(ErrorReason.MissingFirstName, "First Name", "first name")]
    [InlineData(ErrorReason.MissingLastName, "Last Name", "last name")]
    public void A_missing_field_is_named_to_the_person_and_to_it(ErrorReason reason, string field, string word)
    {
        Assert.Contains(word, Texts.English.Errors[reason].Title, StringComparison.Ordinal);
        Assert.All(new[] { Texts.English, Texts.Portuguese }, texts =>
            Assert.Contains($" {field}.", texts.Errors[reason].Cause, StringComparison.Ordinal));
    }

    [Fact]
    public void No_text_begs_blames_or_shouts()
    {
        foreach (var texts in new[] { Texts.English, Texts.Portuguese })
        {
            foreach (var text in Properties.SelectMany(property => Sentences(property.GetValue(texts))))
                Assert.DoesNotMatch(@"!|\b([Pp]lease|[Oo]ops|[Ss]uccessfully|[Pp]or favor|usuário )\b", text);
        }
    }

    [Theory]
    [Spec("O-015")]
    [InlineData("pt-BR", "en", Language.Portuguese)]
    [InlineData("fr pt en", null, Language.Portuguese)]
    [InlineData("fr", "pt;q=0.5, en;q=0.2", Language.Portuguese)]
    [InlineData(null, "en;q=0.1, PT-pt", Language.Portuguese)]
    [InlineData(null, "pt;q=0, en", Language.English)]
    [InlineData(null, "de", Language.English)]
    [InlineData("\"><x", ";;;=,", Language.English)]
    [InlineData(null, null, Language.English)]
    public void The_language_is_the_first_asked_for_that_we_have(string? uiLocales, string? accept, Language language) =>
        Assert.Equal(language, LanguageChoice.Choose(uiLocales, accept));

    [Fact]
    public void The_language_link_keeps_the_request_and_is_only_offered_where_it_can_be_opened_again()
    {
        var request = new DefaultHttpContext().Request;
        (request.Method, request.Path, request.QueryString) = ("GET", "/sign-in", new("?handle=a%26b&ui_locales=en"));
        Assert.Equal("/sign-in?handle=a%26b&ui_locales=pt-BR", PageFrame.For(request).WithLanguageLink(request).OtherLanguageUrl);
        request.Method = "POST";
        Assert.Null(PageFrame.For(request).WithLanguageLink(request).OtherLanguageUrl);
    }

    [Fact]
    public void A_moment_names_its_zone()
    {
        var at = new DateTimeOffset(2026, 11, 20, 11, 2, 0, TimeSpan.FromHours(-3));
        Assert.Equal(("20 Nov 2026, 14:02 (UTC)", "20 nov. 2026, 14:02 (UTC)"), (Texts.English.Moment(at), Texts.Portuguese.Moment(at)));
    }

    [Theory]
    [InlineData(0, "0 minutes", "0 minutos")]
    [InlineData(1, "1 minute", "1 minuto")]
    [InlineData(59, "59 minutes", "59 minutos")]
    [InlineData(60, "1 hour", "1 hora")]
    [InlineData(135, "2 hours and 15 minutes", "2 horas e 15 minutos")]
    [InlineData(4320, "3 days", "3 dias")]
    [InlineData(3181, "2 days and 5 hours", "2 dias e 5 horas")]
    [InlineData(1500, "1 day and 1 hour", "1 dia e 1 hora")]
    [InlineData(-5, "0 minutes", "0 minutos")]
    public void A_span_of_time_has_its_two_largest_units(int minutes, string english, string portuguese) => Assert.Equal(
        (english, portuguese), (Texts.English.Sessions.Span(TimeSpan.FromMinutes(minutes)), Texts.Portuguese.Sessions.Span(TimeSpan.FromMinutes(minutes))));

    [Theory]
    [InlineData(2026, "Mon, 23 Nov, 13:58 UTC", "seg., 23 nov., 13:58 UTC")]
    [InlineData(2025, "Mon, 23 Nov 2026, 13:58 UTC", "seg., 23 nov. 2026, 13:58 UTC")]
    public void A_moment_beside_now_names_its_zone_and_the_year_only_where_it_differs(int now, string english, string portuguese)
    {
        var (at, then) = (new DateTimeOffset(2026, 11, 23, 10, 58, 0, TimeSpan.FromHours(-3)), new DateTimeOffset(now, 3, 1, 0, 0, 0, TimeSpan.Zero));
        Assert.Equal((english, portuguese), (Texts.English.Sessions.When(at, then), Texts.Portuguese.Sessions.When(at, then)));
    }

    /// <summary>The sentences in a value, whatever its kind; functions are asked with sample names.</summary>
    private static IEnumerable<string> Sentences(object? value) => value switch
    {
        string text => [text],
        Func<string, string> says => [says("Acme-1")],
        Func<string, string, string> says => [says("Acme-1", "Acme-2")],
        Func<string, string, string, string> says => [says("Acme-1", "Acme-2", "Acme-3")],
        Func<int, string> says => [says(0), says(1), says(2)],
        Func<int, int, string> says => [says(1, 2), says(2, 1), says(3, 3)],
        Func<int, int, int, string> says => [says(2, 1, 2), says(3, 1, 2)],
        Func<TimeSpan, string> says => [says(TimeSpan.FromMinutes(1)), says(TimeSpan.FromHours(49)), says(TimeSpan.FromMinutes(135))],
        Func<DateTimeOffset, DateTimeOffset, string> says => [says(new(2026, 2, 3, 4, 5, 6, TimeSpan.Zero), new(2027, 2, 3, 4, 5, 6, TimeSpan.Zero))],
        Func<DateTimeOffset, string> says => [says(new(2026, 2, 3, 4, 5, 6, TimeSpan.Zero))],
        ErrorText e => [e.Title, e.Lead, e.Do, e.Stop, e.Cause, e.Fixer],
        SessionTexts s => s.GetType().GetProperties().SelectMany(property => Sentences(property.GetValue(s))),
        ReaderText r => [r.MessageLabel, r.CopyButton],
        IDictionary rows => rows.Keys.Cast<object>().Order().SelectMany(key => Sentences(rows[key])),
        _ => throw new InvalidOperationException($"no reading for {value}"),
    };
}
