using System.Text.Json.Nodes;

namespace RunBroker.Bench;

/// <summary>The goals, held against what a run has found.</summary>
internal static class Judgement
{
    /// <param name="all">Also those that this run did not measure.</param>
    public static void Print(Results results, bool all)
    {
        var rows = GoalTable.All.Select(goal => (Goal: goal, Value: results.Find(goal.Finding))).ToArray();
        var grid = new Grid("goal", "at most", "found", "verdict");
        foreach (var (goal, value) in rows.Where(r => all || r.Value is not null))
        {
            var bound = $"{(goal.AtLeast ? "≥ " : "")}{Grid.Number(goal.Bound)}{Unit(goal)}";
            grid.Add(goal.What, bound, value is null ? "" : Grid.Number(value) + Unit(goal), Verdict(goal, value));
        }

        var measured = rows.Where(static r => r.Value is not null).ToArray();
        if (all || measured.Length > 0)
            grid.Print("Goals");
        var met = measured.Count(static r => r.Goal.IsMetBy(r.Value!.Value));
        Console.WriteLine($"\n{met} met, {measured.Length - met} missed, {rows.Length - measured.Length} not measured in this run.");
        results.Part("goals", new JsonArray([.. rows.Select(static r => new JsonObject
        {
            ["goal"] = r.Goal.What,
            ["bound"] = r.Goal.Bound,
            ["at_least"] = r.Goal.AtLeast,
            ["found"] = r.Value,
            ["met"] = r.Value is { } value ? r.Goal.IsMetBy(value) : null,
            ["command"] = r.Goal.Command,
        })]));
    }

    private static string Verdict(Goal goal, double? value) =>
        value is not { } found ? $"not measured: {goal.Command}" : goal.IsMetBy(found) ? "met" : "MISSED";

    private static string Unit(Goal goal) => goal.Unit.Length == 0 ? "" : $" {goal.Unit}";
}
