"""What ministack cannot do: all that is changed of the template for it, and all that is mended in ministack itself,
each with its reason. The two lists may only shrink: `tests/ministack` refuses a line that changes nothing of the
template, and one without which all goes well.
"""

import json
import pathlib
import re
import sys

DEFINITION = pathlib.Path(__file__).resolve().parent.parent / "infra" / "definition.toml"


def left_out(kind):
    """Takes the resources of a type away. Nothing refers to them."""

    def change(resources):
        names = [name for name, resource in resources.items() if resource["Type"] == kind]
        for name in names:
            del resources[name]
        return len(names)

    return change


def variable(name, value):
    """Gives a variable of functions another value."""

    def change(resources):
        functions = of(resources, "AWS::Lambda::Function")
        variables = [function["Properties"]["Environment"]["Variables"] for function in functions]
        having = [these for these in variables if name in these]
        for these in having:
            these[name] = value
        return len(having)

    return change


def of(resources, kind):
    return [resource for resource in resources.values() if resource["Type"] == kind]


def one_metric(resources):
    """Has alarms watch a metric that nobody writes."""
    alarms = [alarm["Properties"] for alarm in of(resources, "AWS::CloudWatch::Alarm")]
    over_some = [alarm for alarm in alarms if alarm.pop("Metrics", None)]
    for alarm in over_some:
        alarm.update(Namespace="AccessTokens", MetricName="Nothing", Statistic="Sum", Period=300)
    return len(over_some)


def any_mail(resources):
    """Lets who may send mails send any."""
    statements = [
        statement
        for role in of(resources, "AWS::IAM::Role")
        for policy in role["Properties"]["Policies"]
        for statement in policy["PolicyDocument"]["Statement"]
        if statement["Action"] == "ses:SendEmail"
    ]
    for statement in statements:
        statement["Resource"] = "*"
        del statement["Condition"]
    return len(statements)


def arns_of_secrets(resources):
    """Has all that refers to a secret get what a reference to it is on AWS."""
    secrets = [name for name, resource in resources.items() if resource["Type"] == "AWS::SecretsManager::Secret"]

    def change(part):
        inner = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else []
        count = 0
        for at, value in list(inner):
            if isinstance(value, dict) and value.get("Ref") in secrets:
                part[at] = {"Fn::GetAtt": [value["Ref"], "Id"]}
                count += 1
            else:
                count += change(value)
        return count

    return change(resources)


def routes(resources):
    """Makes an integration of each alias, and a route of each path and method, as the body of the API says.

    Paths that a condition stands before are those of a function that no parameter asks for here.
    """
    count = 0
    for name in [name for name, resource in resources.items() if resource["Type"] == "AWS::ApiGatewayV2::Api"]:
        paths = resources[name]["Properties"].pop("Body")["paths"]
        of_api = {"ApiId": {"Ref": name}}
        always = [path for path in sorted(paths) if "Fn::If" not in paths[path]]
        for path, method, operation in [(path, *one) for path in always for one in paths[path].items()]:
            count += 1
            integration = operation["x-amazon-apigateway-integration"]
            alias = re.search(r"functions/\$\{(\w+)\}", integration["uri"]["Fn::Sub"])[1]
            resources[f"{alias}Integration"] = {
                "Type": "AWS::ApiGatewayV2::Integration",
                "Properties": of_api
                | {
                    "IntegrationType": "AWS_PROXY",
                    "IntegrationUri": {"Ref": alias},
                    "PayloadFormatVersion": integration["payloadFormatVersion"],
                },
            }
            target = {"Fn::Sub": f"integrations/${{{alias}Integration}}"}
            resources[f"Route{count}"] = {
                "Type": "AWS::ApiGatewayV2::Route",
                "Properties": of_api | {"RouteKey": f"{method.upper()} {path}", "Target": target},
            }
    return count


# A change of the template's resources, which says how many it has changed, and the reason.
OF_THE_TEMPLATE = [
    (left_out("AWS::CodeDeploy::DeploymentGroup"), "it knows no CodeDeploy: an alias goes over to a version at once"),
    (left_out("AWS::CodeDeploy::Application"), "it knows no CodeDeploy"),
    (left_out("AWS::SecretsManager::RotationSchedule"), "it rotates nothing: the story asks for the four steps"),
    (one_metric, "it knows no alarm over an expression"),
    (any_mail, "it does not tell a policy which identity sends a mail, and from which address"),
    (arns_of_secrets, "a reference to a secret is its name there, and its ARN on AWS"),
    (routes, "it makes no routes of the body of an API"),
    (variable("DEFINITION", str(DEFINITION)), "it mounts no layer for a binary: the file is read where it lies"),
]


def no_value_yet(ministack):
    """Has a version of a secret that was given no value be not found, as on AWS: so a rotation begins."""
    read = ministack.services.secretsmanager._get_secret_value

    def mended(data):
        status, headers, body = read(data)
        if status == 200 and "SecretString" not in json.loads(body):
            return ministack.core.responses.error_response_json("ResourceNotFoundException", "It has no value.", 400)
        return status, headers, body

    ministack.services.secretsmanager._get_secret_value = mended


# What is done to ministack before it starts, and the reason.
OF_MINISTACK = [
    (no_value_yet, "it knows no version of a secret that waits for its value"),
]


def changed(resources, without):
    """Makes all changes but one. Returns the reasons of those that found nothing to change."""
    nothing = []
    for line in OF_THE_TEMPLATE:
        change, reason = line
        if line != without and change(resources) == 0:
            nothing.append(reason)
    return nothing


def start(without):
    """Starts ministack, mended but for what has that reason."""
    import ministack.app
    import ministack.core.responses
    import ministack.services.secretsmanager

    for mend, reason in OF_MINISTACK:
        if reason != without:
            mend(ministack)
    sys.argv = ["ministack"]
    ministack.app.main()


if __name__ == "__main__":
    start(sys.argv[1])
