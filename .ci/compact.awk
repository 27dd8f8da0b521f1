# Prints the expansion of a module in fewer lines, without another meaning:
#
#   - without the braces of the module, and without the indentation of the block;
#   - without documentation, except the comment that starts with SAFETY, and without the attributes
#     `#[inline]` and `#[must_use]`;
#   - an item, a signature, its bounds, a body or a list of imports on one line, if that line has at
#     most 100 columns.

BEGIN {
    vis = "(pub(\\([a-z]+\\))? )?"
    starts = "^ *(" vis "(fn|type|struct|const)|use|impl)[ <]"
    hidden = "^ *(//[/!]|#\\[(inline|must_use.*|doc\\(hidden\\))\\]$)"
}

# The braces of the module.
NR == 1 || /^}$/ { next }
{ sub(/^    /, "") }
/^};$/ { is_block = 0 }
is_block { sub(/^    /, "") }
/^const _: \(\) = \{$/ { is_block = 1 }
$0 ~ hidden && !/SAFETY/ { next }
{ text[++total] = $0 }

END {
    for (at = 1; at <= total; at = next_at) {
        next_at = at + 1
        if (text[at] !~ starts || text[at] ~ /^const _/ || !find_end(at)) print text[at]
        else if (!print_item(at, last)) next_at = at + 1
        else next_at = last + 1
    }
}

# Sets `last` to the last line of the item at `first`, and `indent` to its indentation.
function find_end(first) {
    match(text[first], /^ */); indent = substr(text[first], 1, RLENGTH)
    if (text[first] ~ /[;}]$/) { last = first; return 1 }
    for (last = first + 1; last <= total; last++) {
        if (text[last] == indent "}" || text[last] == indent "};") return 1
        if (text[last] ~ ("^" indent "[^ ].*;$")) return 1
    }
    return 0
}

# Prints the item in fewer lines. Returns 0 if it has printed only the first line.
function print_item(first, last,    i, joined, head, body) {
    joined = text[first]
    if (joined ~ /\{$/) { head = joined; body = first + 1 }
    for (i = first + 1; i <= last; i++) {
        joined = join_two(joined, text[i])
        if (head == "" && joined ~ /\{$/) { head = joined; body = i + 1 }
    }
    if (length(joined) <= 100) { print joined; return 1 }
    # The items of an implementation follow one by one.
    if (text[first] ~ /^ *(impl|const)[ <]/) { print text[first]; return 0 }
    if (text[first] ~ /^ *use /) { print_list(first, last); return 1 }
    if (head != "" && length(head) <= 100) print head
    else if ((i = index(head, " where ")) && i <= 100) {
        print substr(head, 1, i - 1)
        print indent substr(head, i + 1)
    } else if ((i = index(head, ") -> ")) && i <= 100) {
        print substr(head, 1, i)
        print indent "    " substr(head, i + 2)
    } else for (i = first; i < body; i++) print text[i]
    print_body(body, last)
    return 1
}

# The lines behind a signature. The body is one expression if its last line closes its first.
function print_body(body, last,    i, spaces, expression) {
    match(text[body], /^ */); spaces = substr(text[body], 1, RLENGTH)
    expression = text[body]
    for (i = body + 1; i < last; i++) expression = join_two(expression, text[i])
    if (text[last - 1] == spaces "}" && length(expression) <= 100) print expression
    else for (i = body; i < last; i++) print text[i]
    print text[last]
}

# The names between braces, as many on a line as fit.
function print_list(first, last,    i, n, line, word, words) {
    print text[first]
    line = indent "   "
    for (i = first + 1; i < last; i++) {
        n = split(text[i], words, " ")
        for (word = 1; word <= n; word++) {
            if (length(line " " words[word]) > 100) { print line; line = indent "   " }
            line = line " " words[word]
        }
    }
    print line
    print text[last]
}

function join_two(start, continued) {
    sub(/^ +/, "", continued)
    if (continued ~ /^[)>}\]]/) sub(/,$/, "", start)
    if (start ~ /[(<[]$|::\{$/ || continued ~ /^[)>\]]|^\};$/) return start continued
    return start " " continued
}
