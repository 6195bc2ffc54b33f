using System.Collections.Immutable;
using RunBroker.TestIdps;

namespace RunBroker.Demo;

/// <summary>Who has an account at which provider. Their passwords are their logins with <c>-password</c> behind.</summary>
internal static class People
{
    public static ImmutableArray<TestUser> AtAcme { get; } =
    [
        Person("maria", "Maria", "Silva", "maria@acme.example", "Field operations", "staff", "admins"),
        Person("joao", "João", "Pereira", "joao@acme.example", "Maintenance", "staff", "engineers"),
        WithoutEmail(Person("otto", "Otto", "Lang", "", "Archive", "staff")),
    ];

    public static ImmutableArray<TestUser> AtGlobex { get; } =
    [
        Person("ana", "Ana", "Souza", "ana@globex.example", "Logistics", "staff", "engineers"),
        Person("tom", "Tom", "Weber", "tom@globex.example", "Dispatch", "staff"),
    ];

    public static ImmutableArray<TestUser> AtInitech { get; } =
    [
        Person("lena", "Lena", "Fischer", "lena@initech.example", "Facilities", "staff", "admins"),
        Person("ravi", "Ravi", "Patel", "ravi@initech.example", "IT support", "staff", "engineers"),
    ];

    private static TestUser Person(string login, string first, string last, string email, string department, params IEnumerable<string> groups)
    {
        var person = TestUser.Person(login, first, last, email, groups);
        person.Claims["department"] = department;
        return person;
    }

    /// <summary>An account as some directories have it: the broker refuses it and says so on a page with a case number.</summary>
    private static TestUser WithoutEmail(TestUser person)
    {
        person.Claims.Remove("email");
        person.Claims.Remove("email_verified");
        return person;
    }
}
