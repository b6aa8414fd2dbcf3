"""Forty commands that people get wrong, or mean ill with."""

from __future__ import annotations

PLAN = "arn:aws:ssm-incidents::111122223333:response-plan/checkout"
INCIDENT = "arn:aws:ssm-incidents::111122223333:incident-record/checkout/0a1b2c3d-1111-4222-8333-444455556666"
OTHER_TENANT = "999988887777"
CONTACT = "arn:aws:ssm-contacts:us-east-1:111122223333:contact/ben"
EXPONENTIAL = f"arn:aws:ssm-contacts:us-east-1:111122223333:{'a' * 60}!"
CONTROL = "".join(map(chr, [*range(1, 32), 127, 0x200B, 0x202E, 0xFEFF]))

WRONG = [
    # slips of the finger
    "ssm-incidnets start-incident --response-plan-arn checkout",
    "ssm-incidents start-incidnet --response-plan-arn checkout",
    "ssm-incidents startincident --response-plan-arn checkout",
    f"ssm-incidents start-incident --respons-plan-arn {PLAN}",
    f"ssm-incidents start-incident --response-plan-arn {PLAN} --titel Down",
    "start the incident please, checkout is down",
    "incident",
    "ssm-incidents --response-plan-arn checkout",
    "--response-plan-arn checkout",
    "s3 ls",
    # values that are missing
    f"ssm-incidents start-incident --response-plan-arn {PLAN} --title",
    f"ssm-incidents start-incident --response-plan-arn {PLAN} --impact",
    "ssm-incidents get-incident-record --arn",
    "ssm-contacts create-contact --alias",
    # values that no shape allows
    f"ssm-incidents start-incident --response-plan-arn {PLAN} --impact 9",
    f"ssm-incidents start-incident --response-plan-arn {PLAN} --impact high",
    f"ssm-incidents start-incident --response-plan-arn {PLAN} --impact 1.5",
    f"ssm-incidents update-incident-record --arn {INCIDENT} --status DONE",
    "ssm-contacts create-contact --alias eve --type ROBOT --plan Stages=[]",
    "ssm-contacts create-contact --alias 'Eve Adams' --type PERSONAL --plan Stages=[]",
    f"ssm-incidents start-incident --response-plan-arn {PLAN} --title {'very ' * 50}long",
    f"ssm-incidents create-response-plan --name {'n' * 300} --incident-template title=T,impact=1",
    "ssm-incidents create-response-plan --name fresh --incident-template title=T",
    f"ssm-incidents create-response-plan --name fresh --incident-template impact=1,title={'t' * 250}",
    """ssm-incidents create-response-plan --name fresh --incident-template '{"title": "T", "impact": 1'""",
    """ssm-incidents create-response-plan --name fresh --incident-template '{"title": "T", "impact": 1, "mood": 2}'""",
    f"ssm-incidents create-timeline-event --incident-record-arn {INCIDENT} --event-type Note --event-time yesterdayish "
    "--event-data '\"x\"'",
    f"ssm-contacts update-contact --contact-id {CONTACT} --plan Stages=[{{DurationInMinutes=500,Targets=[]}}]",
    # names of what is not there, or is somebody else's
    "ssm-incidents start-incident --response-plan-arn chekout",
    f"ssm-incidents start-incident --response-plan-arn {PLAN.replace('111122223333', OTHER_TENANT)}",
    f"ssm-incidents get-incident-record --arn {INCIDENT.replace('111122223333', OTHER_TENANT)}",
    f"ssm-incidents get-incident-record --arn {INCIDENT}",
    f"ssm-contacts start-engagement --contact-id {CONTACT.replace('us-east-1', 'mars-1')} --sender a --subject b "
    "--content c",
    "ssm-contacts accept-page --page-id arn:aws:ssm-contacts:us-east-1:111122223333:page/ben/0a1b --accept-type READ "
    "--accept-code 000000",
    # values made to do harm
    f"ssm-contacts get-contact --contact-id {EXPONENTIAL}",
    f"ssm-incidents start-incident --response-plan-arn {PLAN} --title {CONTROL}{'x' * 300}",
    f"{CONTROL} ssm-incidents {CONTROL} start-incident",
    f"ssm-incidents start-incident --response-plan-arn {PLAN} --title {'A' * 100_000}",
    f"ssm-incidents create-response-plan --name fresh --incident-template {'{' * 5_000}",
    "ssm-incidents get-incident-record --arn <!channel> --query '[[['",
]
