using System;
using System.Collections.Generic;

namespace Peregrine.Build.Inputs;

/// <summary>The path by which a file is imported, from where it lies. Works on the path's text alone: a generator may not look at the disk.</summary>
internal static class ImportPaths
{
    /// <summary>
    /// The rules of Grpc.Tools: relative to <paramref name="protoRoot"/> when given (itself relative to the project); else relative to the project for
    /// files below it; else the file's own directory is its root.
    /// </summary>
    public static string Resolve(string path, string protoRoot, string projectDirectory)
    {
        string file = Normalize(path);
        string project = Normalize(projectDirectory);
        if (protoRoot.Length > 0)
        {
            string root = Normalize(protoRoot);
            if (!IsRooted(root))
                root = Normalize(project + "/" + root);
            if (TryMakeRelative(root, file, out string relative))
                return relative;
        }
        else if (TryMakeRelative(project, file, out string relative))
        {
            return relative;
        }
        return file.Substring(file.LastIndexOf('/') + 1);
    }

    private static bool TryMakeRelative(string root, string file, out string relative)
    {
        string prefix = root.EndsWith("/", StringComparison.Ordinal) ? root : root + "/";
        bool below = root.Length > 0 && file.StartsWith(prefix, StringComparison.Ordinal);
        relative = below ? file.Substring(prefix.Length) : file;
        return below;
    }

    private static bool IsRooted(string path) =>
        path.StartsWith("/", StringComparison.Ordinal) || (path.Length > 1 && path[1] == ':');

    /// <summary>Forward slashes, no <c>.</c> and <c>..</c> segments, no slash at the end.</summary>
    private static string Normalize(string path)
    {
        string forward = path.Replace('\\', '/');
        var segments = new List<string>();
        foreach (string segment in forward.Split('/'))
        {
            if (segment == ".." && segments.Count > 0 && segments[segments.Count - 1] != "..")
                segments.RemoveAt(segments.Count - 1);
            else if (segment.Length > 0 && segment != ".")
                segments.Add(segment);
        }
        string joined = string.Join("/", segments);
        return forward.StartsWith("/", StringComparison.Ordinal) ? "/" + joined : joined;
    }
}
