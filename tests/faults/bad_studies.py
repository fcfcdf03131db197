"""Studies that cannot be used, and what is said of each: always with file and line."""

from tiny_project import STUDY

GOOD = STUDY.format(title="Corner shop")
SPENDING = "column: Spending, role: value, prefix: $"
SPENDING_LINE = "  spending: {" + SPENDING + "}"


def changed(old: str, new: str) -> str:
    assert old in GOOD, old
    return GOOD.replace(old, new, 1)


def derived(expression: str) -> str:
    return changed(SPENDING, f'derive: "{expression}", role: value')


def more(text: str) -> str:
    return GOOD + text + "\n"


LAST = len(GOOD.splitlines()) + 1
ALLOWED = "which is not allowed"

BAD_STUDIES: dict[str, tuple[str | bytes, str]] = {
    # ---- YAML
    "empty": ("", r"study\.yml: the file is empty"),
    "a list": ("- a\n", r"study\.yml:1: the file has to hold keys and values"),
    "a tab": (changed("  id:", "\tid:"), r"study\.yml:4: this is not valid YAML"),
    "not UTF-8": (GOOD.encode() + b"\xff\n", rf"study\.yml:{LAST}: the file is not UTF-8"),
    "a stray colon": (changed("Corner shop", "Corner: shop"), r"study\.yml:1: this is not valid YAML"),
    "a key twice": (more("title: x"), rf":{LAST}: the key 'title' is there twice; the first is on line 1"),
    "a column twice": (changed("  gender:", "  age: {role: trait}\n  gender:"), "'columns.age' is there twice"),
    "a bomb": ("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n" + GOOD, r":1: anchors and aliases"),
    "an anchor": (more("test: &t {alpha: 0.05}"), rf":{LAST}: anchors and aliases"),
    "an alias": (more("test: *t"), rf":{LAST}: anchors and aliases"),
    "a merge key": (more("test: {<<: {alpha: 0.1}}"), "unknown key 'test.<<'"),
    "a tag": (more("organisation: !secret x"), "the tag '!secret' is not allowed"),
    "a tag that runs": (more("seed: !!python/object/apply:os.system [ls]"), "'seed' has to be a whole number"),
    "deep nesting": (more("x: " + "{a: " * 500 + "1" + "}" * 500), "is nested too deeply"),
    "two documents": (more("---\ntitle: y"), "this is not valid YAML"),
    "the table instead": (more("#" + "x" * 1_100_000), "are too many for such a file"),
    "a playbook whose name no file can have": (more('playbook: {files: ["my\\0.yml"]}'), "there is no such file"),
    # ---- keys
    "an unknown key": (more("tilte: x"), rf":{LAST}: unknown key 'tilte'\. Did you mean 'title'"),
    "an unknown inner key": (
        changed("unit: years", "unti: years"),
        r":6: unknown key 'columns\.age\.unti'\. .* 'unit'",
    ),
    "a reserved key": (more("path: /etc"), "unknown key 'path'"),
    "no title": (changed("title: Corner shop\n", ""), "'title' is missing"),
    "a title of nothing": (changed("Corner shop", '""'), "'title' is empty"),
    "no columns": ("title: x\nmodels: {m: {features: [a]}}\n", r":1: 'columns' is missing\.$"),
    "no models": (GOOD.split("models:")[0], "'models' is missing"),
    # ---- wrong types and values
    "a list for a text": (changed("Corner shop", "[a]"), "'title' has to be text"),
    "a text for a list": (changed("[age, spending]", "age"), r"'models\.age-spend\.features' has to be a list"),
    "a list for columns": ("title: x\ncolumns: [a]\nmodels: {m: {features: [a]}}\n", ":2: 'columns' has to hold keys"),
    "a word for a number": (more("seed: lucky"), "'seed' has to be a whole number, not 'lucky'"),
    "a number too small": (more("seed: -1"), "'seed' has to be 0 or more"),
    "a number too large": (changed("draws: 0", "draws: 10000000"), r"'trust\.draws' has to be 10000 or less"),
    "no number": (changed("draws: 0", "draws: 0, alpha: .nan"), r"'trust\.alpha' has to be a number"),
    "no such day": (more("as_of: 2024-13-45"), "'2024-13-45' cannot be read as a value"),
    "no such role": (changed("role: feature", "role: featrue"), "Did you mean 'feature'"),
    "no such locale": (more("locale: xx_YY"), rf":{LAST}: the locale 'xx_YY' is not known"),
    "a colour by name": (more("theme: {accent: red}"), r"'theme\.accent' cannot be 'red'"),
    "an address that runs": (more('site_url: "javascript:alert(1)"'), "'site_url' cannot be 'javascript"),
    "k of one": (changed("k: 2", "k: 1"), "k' has to be auto or a whole number from 2 to 30, not '1'"),
    "k of many": (changed("k: 2", "k: many"), "from 2 to 30, not 'many'"),
    "k above its range": (changed("k_max: 3", "k_max: 3, k_min: 9"), "has a k_min above its k_max"),
    "a figure for a unit": (changed("prefix: $", 'suffix: "0"'), "suffix' holds a digit, which would be read as part"),
    "bands that fall": (changed("unit: years", "bands: [40, 30]"), r"'columns\.age\.bands' has to ascend"),
    "a scale upside down": (changed("unit: years", "scale: [9, 1]"), "has to be .lowest, highest"),
    "a range upside down": (more("cleaning: {implausible: {age: {min: 9, max: 1}}}"), "has a min above its max"),
    "a range that takes all": (more("cleaning: {implausible: {age: {min: 200}}}"), "leaves none of 60 rows"),
    "a test of nothing": (more("test: {rate_from: 0.1, rate_to: 0.1}"), "so there is nothing to show"),
    # ---- columns and models
    "an unknown feature": (
        changed("[age, spending]", "[aeg, spending]"),
        ":9: model .* uses 'aeg'.*Did you mean 'age'",
    ),
    "the id as a feature": (changed("[age, spending]", "[id, spending]"), "uses 'id', which says who a customer is"),
    "a trait as a feature": (changed("[age, spending]", "[gender, spending]"), "uses 'gender', which is a category"),
    "a feature twice": (changed("[age, spending]", "[age, age]"), "names 'age' twice"),
    "no features": (changed("[age, spending]", "[]"), "features' has nothing in it"),
    "a name with a space": (changed("  gender:", '  "my gender":'), "the short name 'my gender' has to be letters"),
    "a path for a key": (changed("  age-spend:", '  "../x":'), "the model's key '../x' has to be lower-case"),
    "two ids": (changed("role: trait", "role: id"), "both have the role id"),
    "one header twice": (changed("column: Gender", "column: Age"), "name the same header 'Age'"),
    "too many components": (changed("k: 2", "k: 2, pca: 9"), "asks for 9 components of 2 features"),
    "more segments than customers": (
        changed("k: 2, k_max: 3", "k: 30") + "cleaning: {implausible: {age: {max: 22}}}\n",
        "30 segments",
    ),
    # ---- derived columns
    "an unknown name": (derived("agee * 2"), r":7: .* uses 'agee', which is no column or input\. Did you mean 'age'"),
    "itself": (derived("spending + 1"), "needs itself, directly or through others"),
    "a circle": (
        changed(
            SPENDING_LINE, "  spending: {derive: other + 1, role: value}\n  other: {derive: spending, role: feature}"
        ),
        "(?s):7: .* needs itself.*:8: .* needs itself",
    ),
    "a program": (derived("__import__('os').system('ls')"), ALLOWED),
    "an attribute": (derived("age.__class__"), ALLOWED),
    "a lambda": (derived("(lambda: 1)()"), ALLOWED),
    "a subscript": (derived("age[0]"), ALLOWED),
    "a power": (derived("age ** 9999"), ALLOWED),
    "an engine's function": (derived("read_text('/etc/passwd')"), "the function 'read_text', which there is not"),
    "a text in a sum": (derived("gender + 1"), "uses a text where '[+]' needs a number"),
    "a long one": (derived("+".join(["age"] * 400)), "is too long"),
    "a deep one": (derived("-" * 500 + "age"), "is nested too deeply"),
    "a vast constant": (derived("age * " + "9" * 400), "holds a number beyond"),
    "no expression": (derived("age +"), "cannot be read: age [+]"),
    "nothing but noughts below": (derived("age / (age - age)"), "leaves none of 60 rows: 60 spending missing"),
    "a value so far off that others are one": (
        derived("if(age > 68, 1000000000000000, age)").replace("k: 2, k_max: 3", "k: 3"),
        "can be told apart, too few for 3 segments. Is a value wrong",
    ),
    # ---- where the table is
    "no such table": (changed("shop.csv", "shap.csv"), r"shap\.csv: there is no such file\. Did you mean 'shop\.csv'"),
    "no table": (changed("shop.csv", '""'), "No customer table is named"),
}
