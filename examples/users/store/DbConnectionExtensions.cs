using System.Data.Common;

namespace Users.Store;

/// <summary>Commands in one line.</summary>
internal static class DbConnectionExtensions
{
    /// <summary>A command with its parameters, by name. Values go to the database as values, never as text of the statement.</summary>
    public static DbCommand Command(this DbConnection connection, string text, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        DbCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // The texts are constants of this project; what users say comes in parameters.
        command.CommandText = text;
#pragma warning restore CA2100
        foreach ((string name, object value) in parameters)
        {
            DbParameter parameter = command.CreateParameter();
            parameter.ParameterName = name;
            parameter.Value = value;
            command.Parameters.Add(parameter);
        }
        return command;
    }
}
