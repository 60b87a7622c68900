"""Physiotherapy, dental, beauty and other practices that treat people."""

from domain.industries.base import BLUE, PLUM, ROSE, SLATE, TEAL, Form, Industry, Service, Stock, days, field

INTAKE, CONSENT = 'New patient intake', 'Consent to treatment'

CLINIC = Industry(
    key='clinic',
    name='Clinic',
    about='Physiotherapy, dental, massage, aesthetics',
    icon='medical_services',
    services=(
        Service(
            name='First consultation', description='History, examination and a plan for your treatment. Please fill in the intake form before.',
            minutes=45, price='75', colour=TEAL, after=15, notice=1440, forms=(INTAKE, CONSENT),
            uses=(('Examination gloves', 2), ('Couch roll', 1), ('Treatment room', 1)),
        ),
        Service(
            name='Treatment', description='A session of your treatment plan.', minutes=30, price='55', colour=BLUE, after=10, notice=720,
            uses=(('Examination gloves', 2), ('Couch roll', 1), ('Treatment room', 1)),
        ),
        Service(
            name='Long treatment', description='A double session, for two areas or a thorough check.', minutes=60, price='95', colour=PLUM,
            after=10, notice=720, uses=(('Examination gloves', 2), ('Couch roll', 1), ('Treatment room', 1)),
        ),
        Service(
            name='Follow-up', description='A short look at how things are going.', minutes=20, price='40', colour=ROSE, after=5, notice=240,
            uses=(('Examination gloves', 1), ('Couch roll', 1), ('Treatment room', 1)),
        ),
        Service(
            name='Telephone advice', description='We call you at the number you give us.', minutes=15, price='25', colour=SLATE, after=5,
            notice=60, place='phone',
        ),
    ),
    hours=days(0, 4, ('08:30', '12:30'), ('14:00', '18:00')),
    heading='Ask the practice',
    intro='Write to us about appointments and general questions. In an emergency please call the emergency number at once. '
    'Please send no medical details here; we will ask for them in a protected form.',
    questions=[
        field('patient', 'Are you a patient here already?', 'yes_no', required=True),
        field('reach', 'When can we reach you best?', 'choice', 'In the morning', 'In the afternoon', 'Any time'),
    ],
    forms=(
        Form(
            name=INTAKE, description='Please fill this in before your first visit. Only the people who treat you read it.',
            fields=[
                field('born', 'Date of birth', 'date', required=True),
                field('reason', 'What brings you to us?', 'long_text', required=True),
                field('since', 'Since when?', 'text'),
                field('allergies', 'Allergies', 'long_text', required=True, help='Write “none” if you have none.'),
                field('medicines', 'Medicines that you take regularly', 'long_text', required=True, help='Write “none” if you take none.'),
                field('conditions', 'Do any of these apply to you?', 'multiple_choice', 'Pregnancy', 'Pacemaker', 'Blood thinners', 'Diabetes',
                      'High blood pressure', 'None of these', required=True),
                field('doctor', 'Your family doctor', 'text'),
                field('emergency', 'Whom should we call in an emergency?', 'text', help='Name and telephone number.'),
            ],
        ),
        Form(
            name=CONSENT, description='The law asks us for your consent before we treat you.',
            fields=[
                field('explained', 'The treatment, its risks and the alternatives will be explained to me, and I can stop at any time.', 'consent',
                      required=True),
                field('data', 'I agree that my health data is kept for my treatment as the law demands.', 'consent', required=True),
                field('signed', 'Your full name, as signature', 'text', required=True),
            ],
        ),
    ),
    stock=(
        Stock(name='Examination gloves', unit='gloves', have=400, low=100, critical=20),
        Stock(name='Couch roll', unit='sheets', have=300, low=80, critical=15),
        Stock(name='Disinfectant', unit='ml', have=5000, low=1500, critical=500),
        Stock(name='Treatment room', unit='rooms', have=2, reusable=True),
    ),
)  # fmt: skip
